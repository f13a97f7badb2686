import { describe, expect, it } from "vitest";
import { curveOf, recentMean, solvedAfter } from "./curve";

describe("a curve", () => {
  const bits = [...Array(500).fill(8), ...Array(500).fill(2), ...Array(600).fill(0.01)];

  it("has the mean of every 500 sequences", () => {
    expect(curveOf(bits, 1)).toEqual([
      { sequences: 500, bits: 8 },
      { sequences: 1000, bits: 2 },
      { sequences: 1500, bits: expect.closeTo(0.01, 6) },
    ]);
    expect(curveOf(bits, 250).slice(0, 2)).toEqual([
      { sequences: 500, bits: 8 },
      { sequences: 1000, bits: 8 },
    ]);
  });

  it("says when the task was solved: once the last 500 sequences cost little", () => {
    expect(solvedAfter(bits, 1)).toBe(1490); // 10 · 2 + 490 · 0.01 < 25
    expect(solvedAfter(bits, 250)).toBe(250 * 1002);
    expect(solvedAfter(bits.slice(0, 1400), 1)).toBeUndefined();
    expect(solvedAfter([0, 0], 1)).toBeUndefined();
    expect(recentMean(bits, 1)).toBeCloseTo(0.01, 6);
    expect(recentMean([1, 3], 1)).toBe(2);
  });
});
