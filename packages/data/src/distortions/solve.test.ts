import { describe, expect, it } from "vitest";
import { solve } from "./solve";

describe("solve", () => {
  it("needs its pivots", () => {
    expect(solve([0, 2, 1, 1], [4, 3], 2)).toEqual([1, 2]);
    expect(solve([1, 2, 3, 4], [1, 0, 0, 1], 2).map((v) => Math.round(v * 1e9) / 1e9)).toEqual([-2, 1, 1.5, -0.5]);
  });
});
