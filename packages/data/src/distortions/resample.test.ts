import { describe, expect, it } from "vitest";
import { resample } from "./resample";

describe("resample", () => {
  it("interpolates between pixels and is zero outside", () => {
    const out = new Float32Array(3);
    resample(Float32Array.of(1, 3), [1, 2], out, [1, 3], (x, _, at) => at.set([x, 0.5]));
    // points at quarters: 0.25 lies half in the zeros before the first pixel's center, 2.25 and 2.75 after the last's
    expect([...out]).toEqual([(0.75 + 1.5) / 2, (2.5 + 2.25) / 2, 0.375]);
  });

  it("keeps the mean of a picture made smaller", () => {
    const checks = Float32Array.from({ length: 64 }, (_, k) => (k + Math.floor(k / 8)) % 2);
    const out = new Float32Array(16);
    resample(checks, [8, 8], out, [4, 4], (x, y, at) => at.set([2 * x, 2 * y]));
    expect(out.every((v) => v === 0.5)).toBe(true);
  });
});
