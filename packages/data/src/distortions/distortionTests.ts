// What the tests of the distortions have in common.
import { expect } from "vitest";
import { digits } from "../digits/digits";
import { type ImageSet, imageAt } from "../sets/imageSet";

export const few = digits({ count: 20, seed: 1 });
export const mass = (image: Float32Array) => image.reduce((sum, v) => sum + v, 0);
export const masses = (set: ImageSet) => Array.from({ length: set.size }, (_, i) => mass(imageAt(set, i)));

export function closeImages(a: ImageSet, b: ImageSet): void {
  expect([a.height, a.width]).toEqual([b.height, b.width]);
  expect(Math.max(...a.images.map((v, k) => Math.abs(v - b.images[k]!)))).toBeLessThan(1e-6);
}

/** Ten images of 28 × 28 of the same pattern. */
export function ruled(value: (x: number, y: number) => number): ImageSet {
  const images = Float32Array.from({ length: 10 * 784 }, (_, k) => value(k % 28, Math.floor((k % 784) / 28)));
  return { images, labels: new Int32Array(10), size: 10, height: 28, width: 28 };
}

/** By how many pixels the middle of the ink in the columns 6 to 21 strays from the straight line that fits best. */
export function curvature(image: Float32Array): number {
  const points: [number, number][] = [];
  for (let x = 6; x < 22; x++) {
    let [sum, moment] = [0, 0];
    for (let y = 0; y < 28; y++) {
      sum += image[y * 28 + x]!;
      moment += y * image[y * 28 + x]!;
    }
    if (sum > 0.5) points.push([x, moment / sum]);
  }
  const mean = (k: 0 | 1) => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const slope =
    points.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / points.reduce((s, [x]) => s + (x - mx) ** 2, 0);
  return Math.max(0, ...points.map(([x, y]) => Math.abs(y - my - slope * (x - mx))));
}
