import { describe, expect, it } from "vitest";
import { batches } from "../sets/batches";
import { binarization } from "./binarization";
import { distort } from "./distortion";

/** Images of one brightness each. */
const ramp = {
  images: Float32Array.from({ length: 5 * 400 }, (_, p) => Math.floor(p / 400) / 4),
  labels: new Int32Array(5),
  ...{ size: 5, height: 20, width: 20 },
};
const meanOf = (images: Float32Array, i: number) =>
  images.subarray(i * 400, (i + 1) * 400).reduce((sum, pixel) => sum + pixel / 400, 0);

describe("binarization", () => {
  it("makes a pixel 1 as often as its brightness says", () => {
    const { images } = distort(ramp, binarization(), 3);
    expect([...new Set(images)].sort()).toEqual([0, 1]);
    [0, 0.25, 0.5, 0.75, 1].forEach((brightness, i) => {
      expect(Math.abs(meanOf(images, i) - brightness)).toBeLessThan(brightness % 1 === 0 ? 1e-6 : 0.08);
    });
  });

  it("is static with a seed, and another at each sight in batches", () => {
    expect(distort(ramp, binarization(), 3)).toEqual(distort(ramp, binarization(), 3));
    const source = batches(ramp, { batchSize: 5, shuffle: false, distortion: binarization() });
    expect(source.batch(0)).toEqual(source.batch(0));
    expect(source.batch(0).images).not.toEqual(source.batch(1).images);
  });

  it("can be a threshold", () => {
    const { images } = distort(ramp, binarization({ threshold: 0.5 }));
    expect([0, 1, 2, 3, 4].map((i) => meanOf(images, i)).map(Math.round)).toEqual([0, 0, 0, 1, 1]);
    expect(() => binarization({ threshold: 1 })).toThrow(
      "binarization: threshold must be a number from 0, below 1, got 1",
    );
  });
});
