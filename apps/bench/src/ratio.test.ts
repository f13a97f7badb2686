import { describe, expect, it } from "vitest";
import { median, ratioOf } from "./ratio";

describe("ratioOf", () => {
  it("is the ratio of the medians, within its interval", () => {
    const noisy = (middle: number, seed: number) =>
      Array.from({ length: 25 }, (_, i) => middle * (1 + 0.1 * Math.sin(seed + 7 * i)));
    const { ratio, low, high } = ratioOf(noisy(20, 1), noisy(10, 2));
    expect(ratio).toBeCloseTo(2, 0);
    expect(low).toBeLessThanOrEqual(ratio);
    expect(high).toBeGreaterThanOrEqual(ratio);
    expect(high - low).toBeLessThan(0.5);
    expect(high - low).toBeGreaterThan(0.01);
  });

  it("knows that a slow moment was slow for both", () => {
    const base = Array.from({ length: 25 }, (_, i) => (i % 2 ? 10 : 30));
    const { low, high } = ratioOf(
      base.map((ms) => 2 * ms),
      base,
    );
    expect([low, high]).toEqual([2, 2]);
  });

  it("has no spread of one sample, and takes other numbers of samples", () => {
    expect(ratioOf([6], [2, 2, 2])).toEqual({ ratio: 3, low: 3, high: 3 });
  });
});

it("median takes the upper one of an even number", () => {
  expect(median([4, 1, 3, 2])).toBe(3);
});
