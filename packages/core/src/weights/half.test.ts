import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBF16, fromF16, toBF16, toF16 } from "./half";

describe("16-bit floats", () => {
  it("keep every one of their values", () => {
    for (let h = 0; h < 65536; h++) {
      const [f16, bf16] = [fromF16(h), fromBF16(h)];
      if (!Number.isNaN(f16)) expect(toF16(f16)).toBe(h);
      if (!Number.isNaN(bf16)) expect(toBF16(bf16)).toBe(h);
    }
    expect([fromF16(toF16(Number.NaN)), fromBF16(toBF16(Number.NaN))]).toEqual([Number.NaN, Number.NaN]);
  });

  it("take the nearest value, the even one of two", () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (x) => {
        for (const [to, from] of [
          [toF16, fromF16],
          [toBF16, fromBF16],
        ] as const) {
          const h = to(x);
          const error = Math.abs(from(h) - x);
          for (const other of [h - 1, h + 1].filter((o) => o >= 0 && Number.isFinite(from(o)))) {
            const otherError = Math.abs(from(other) - x);
            expect(error < otherError || (error === otherError && h % 2 === 0)).toBe(true);
          }
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
