import { checkedCount, checkedOptions } from "@attn/core";
import { seeded } from "@attn/core/random";
import { emptyImages, type ImageSet } from "../sets/imageSet";
import { checkedSeed } from "../sets/seed";
import { write } from "./hand";
import { ink } from "./ink";
import { shapeOf } from "./shapes";

export interface DigitsOptions {
  /** How many. */
  count: number;
  /** A whole number; 0 by default. */
  seed?: number;
  /** Height and width of an image in pixels, from 4; 28 by default, as in MNIST. */
  size?: number;
  /** The number of the first one; 0 by default. `first: 100` continues `count: 100`. */
  first?: number;
}

/**
 * Digits written by program, in the manner of MNIST: light ink on a dark ground, the digit in a box of 20/28 of the
 * image, its center of mass in the middle, 256 gray values. Digit `i` shows `i % 10` and depends on the seed and `i`
 * alone. The same to the last bit in every JavaScript engine.
 *
 * @throws ConfigError for an unknown option, or one that is not a whole number in its range
 */
export function digits(options: DigitsOptions): ImageSet {
  const { count, seed, size = 28, first = 0 } = checkedOptions("digits", options, ["count", "seed", "size", "first"]);
  checkedCount("digits", "count", count);
  checkedCount("digits", "size", size, 4);
  checkedCount("digits", "first", first);
  checkedCount("digits", "first + count", first + count);
  const key = checkedSeed("digits", seed);
  const images = emptyImages("digits", count, size, size);
  const labels = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const i = first + k;
    const random = seeded(key, i);
    labels[k] = i % 10;
    ink(write(shapeOf(i % 10, random), random), size, images.subarray(k * size * size, (k + 1) * size * size));
  }
  return { images, labels, size: count, height: size, width: size };
}
