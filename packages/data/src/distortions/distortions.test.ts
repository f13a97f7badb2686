import { seeded } from "@attn/core/random";
import { describe, expect, it } from "vitest";
import { digits } from "../digits/digits";
import { type ImageSet, imageAt } from "../sets/imageSet";
import { distort } from "./distortion";
import { resample } from "./resample";
import { rotation, rotationScaleTranslation } from "./rotation";

const few = digits({ count: 20, seed: 1 });
const mass = (image: Float32Array) => image.reduce((sum, v) => sum + v, 0);
const masses = (set: ImageSet) => Array.from({ length: set.size }, (_, i) => mass(imageAt(set, i)));

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

describe("every distortion", () => {
  const all = { R: rotation(), RTS: rotationScaleTranslation() };
  it.each(Object.entries(all))("%s depends on the seed and the image's number alone", (_, distortion) => {
    const once = distort(few, distortion, 7);
    expect(distort(few, distortion, 7)).toEqual(once);
    expect(distort(few, distortion, 8).images).not.toEqual(once.images);
    expect(once.images.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect([...once.labels]).toEqual([...few.labels]);
    const third = new Float32Array(once.height * once.width);
    distortion.apply(few, 3, seeded(7, 3), third);
    expect(third).toEqual(imageAt(once, 3));
  });
});

describe("R", () => {
  it("with an angle of 0 only softens", () => {
    const still = distort(few, rotation({ degrees: 0 }));
    masses(still).forEach((m, i) => {
      expect(m).toBeCloseTo(masses(few)[i]!, 2);
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
