import { expect, it } from "vitest";
import { isFlat, largest } from "./distribution";

it("has no largest weight where all are nearly the same", () => {
  expect(isFlat(Array(12).fill(1 / 12))).toBe(true);
  expect(isFlat([0.249, 0.251, 0.25, 0.25])).toBe(true);
  expect(isFlat([0.2, 0.3, 0.25, 0.25])).toBe(false);
  expect(largest([0.2, 0.3, 0.25, 0.25])).toBe(1);
});
