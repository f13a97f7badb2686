import { seeded } from "@attn/core/random";
import { checkCount, type ImageSet } from "../sets/imageSet";
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
 * @throws ConfigError if an option is not a whole number in its range
 */
export function digits({ count, seed = 0, size = 28, first = 0 }: DigitsOptions): ImageSet {
  checkCount("digits", "count", count);
  checkCount("digits", "size", size, 4);
  checkCount("digits", "first", first);
  const images = new Float32Array(count * size * size);
  const labels = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const i = first + k;
    const random = seeded(seed, i);
    labels[k] = i % 10;
    ink(write(shapeOf(i % 10, random), random), size, images.subarray(k * size * size, (k + 1) * size * size));
  }
  return { images, labels, size: count, height: size, width: size };
}
