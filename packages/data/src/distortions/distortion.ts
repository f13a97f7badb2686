import { type Random, seeded } from "@attn/core/random";
import { checkedSet, type ImageSet } from "../sets/imageSet";

/** Makes of one image another one, by chance. */
export interface Distortion {
  /** The height and width of what it makes of images of height and width `size`. */
  outputSize(size: Size): Size;
  /** Writes what it makes of image `i` of `set` into `out`, one image of zeros; draws from `random` alone. */
  apply(set: ImageSet, i: number, random: Random, out: Float32Array): void;
}

export type Size = readonly [height: number, width: number];

/**
 * Every image of the set distorted, each by draws of its own that depend on the seed and its number alone.
 *
 * @param seed a whole number; 0 by default
 * @throws ConfigError if the distortion cannot take images of this size, or the seed is not a whole number
 */
export function distort(set: ImageSet, distortion: Distortion, seed = 0): ImageSet {
  const { size } = checkedSet("distort", set);
  const all = Array.from({ length: size }, (_, i) => i);
  return distortSome(set, all, distortion, (i) => seeded(seed, i));
}

/** The images with the given numbers, distorted, image `i` by the draws of `streamOf(i)`. */
export function distortSome(
  set: ImageSet,
  indices: readonly number[],
  distortion: Distortion,
  streamOf: (i: number) => Random,
): ImageSet {
  const [height, width] = distortion.outputSize([set.height, set.width]);
  const images = new Float32Array(indices.length * height * width);
  indices.forEach((i, k) => {
    distortion.apply(set, i, streamOf(i), images.subarray(k * height * width, (k + 1) * height * width));
  });
  return { images, labels: Int32Array.from(indices, (i) => set.labels[i]!), size: indices.length, height, width };
}
