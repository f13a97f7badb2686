import { expect, it } from "vitest";
import { mean, meansOf } from "./means";

it("is the mean of all, or of the last ones", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([1, 2, 6], 2)).toBe(4);
  expect(mean([1, 2, 6], 50)).toBe(3);
});

it("has a point for each whole group of losses", () => {
  expect(meansOf([1, 3, 5, 7, 100], 2)).toEqual({ x: [2, 4], y: [2, 6] });
  expect(meansOf([1, 3], 1)).toEqual({ x: [1, 2], y: [1, 3] });
  expect(meansOf([1, 3], 3)).toEqual({ x: [], y: [] });
});
