import { ConfigError, checkSize, isObject, shown } from "@attn/core";
import { type Random, seeded } from "@attn/core/random";
import { checkedSet, emptyImages, type ImageSet } from "../sets/imageSet";
import { checkedSeed } from "../sets/seed";

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
  checkDistortion("distort", distortion);
  const key = checkedSeed("distort", seed);
  const all = Array.from({ length: size }, (_, i) => i);
  return distortSome("distort", set, all, distortion, (i) => seeded(key, i));
}

/** @throws ConfigError unless it has what a distortion has */
export function checkDistortion(who: string, distortion: Distortion): void {
  const good =
    isObject(distortion) && typeof distortion.outputSize === "function" && typeof distortion.apply === "function";
  if (!good) throw new ConfigError(`${who}: distortion must be one, such as distortions.R(), got ${shown(distortion)}`);
}

/** The images with the given numbers, distorted, image `i` by the draws of `streamOf(i)`. */
export function distortSome(
  who: string,
  set: ImageSet,
  indices: readonly number[],
  distortion: Distortion,
  streamOf: (i: number) => Random,
): ImageSet {
  const outputSize = distortion.outputSize([set.height, set.width]);
  checkSize(who, outputSize, "height width", "distortion's outputSize");
  const [height, width] = outputSize;
  const images = emptyImages(who, indices.length, height, width);
  indices.forEach((i, k) => {
    distortion.apply(set, i, streamOf(i), images.subarray(k * height * width, (k + 1) * height * width));
  });
  return { images, labels: Int32Array.from(indices, (i) => set.labels[i]!), size: indices.length, height, width };
}
