import { describe, expect, it } from "vitest";
import { distort } from "./distortion";
import { few, masses } from "./distortionTests";
import { rotation, rotationScaleTranslation } from "./rotation";

describe("R", () => {
  it("with an angle of 0 only softens", () => {
    const still = distort(few, rotation({ degrees: 0 }));
    masses(still).forEach((m, i) => {
      expect(Math.abs(m / masses(few)[i]! - 1)).toBeLessThan(1e-3); // a little at the image's edge is lost
    });
  });

  it("keeps the ink's amount and center", () => {
    masses(distort(few, rotation(), 1)).forEach((m, i) => {
      expect(Math.abs(m / masses(few)[i]! - 1)).toBeLessThan(0.05);
    });
  });
});

describe("RTS", () => {
  it("places the digit on a larger ground, wholly", () => {
    const set = distort(few, rotationScaleTranslation(), 2);
    expect([set.height, set.width]).toEqual([42, 42]);
    masses(set).forEach((m, i) => {
      const ratio = m / masses(few)[i]!; // the scale squared
      expect(ratio).toBeGreaterThan(0.7 ** 2 * 0.97);
      expect(ratio).toBeLessThan(1.2 ** 2 * 1.03);
    });
  });

  it("moves the digit by whole images where it is told to", () => {
    const options = { degrees: 0, scale: [1, 1], size: [28, 28] } as const;
    expect(distort(few, rotationScaleTranslation(options))).toEqual(distort(few, rotation({ degrees: 0 })));
  });

  it("says which option is wrong", () => {
    expect(() => rotationScaleTranslation({ scale: [1.2, 0.7] })).toThrow(
      "rotationScaleTranslation: scale must be [low, high] with 0 < low <= high, got [1.2,0.7]",
    );
    expect(() => rotationScaleTranslation({ size: [0, 42] })).toThrow("size must be [height, width]");
    expect(() => rotation({ degrees: Number.NaN })).toThrow("rotation: degrees must be a number from 0, got NaN");
  });
});
