import { describe, expect, it } from "vitest";
import { slopeOf } from "./slope";

describe("the slope of a loss", () => {
  it("is that of the last quarter, in a thousand steps", () => {
    const line = Array.from({ length: 400 }, (_, i) => (i < 300 ? 1000 : 100 - 0.002 * i));
    expect(slopeOf(line)).toEqual({
      steps: 100,
      perThousand: expect.closeTo(-2, 6),
      uncertainty: expect.closeTo(0, 6),
    });
  });

  it("knows how uncertain it is", () => {
    const noise = Array.from({ length: 400 }, (_, i) => (i % 2 ? 1 : -1));
    const { perThousand, uncertainty } = slopeOf(noise)!;
    expect(Math.abs(perThousand)).toBeLessThan(uncertainty);
    expect(uncertainty).toBeCloseTo(6.9, 0); // 2000 · 1 / sqrt(100³ / 12)
  });

  it("is none of a few losses", () => {
    expect(slopeOf([3, 2, 1])).toBeUndefined();
  });
});
