import { ConfigError, ShapeError } from "@attn/core";

/** Gray images of one size and what each shows. */
export interface ImageSet {
  /** `[size, height, width]`, row-major, 0 the ground and 1 the ink. */
  images: Float32Array;
  /** `[size]`. */
  labels: Int32Array;
  size: number;
  height: number;
  width: number;
}

/** The pixels of image `i`, a view. */
export const imageAt = ({ images, height, width }: ImageSet, i: number): Float32Array =>
  images.subarray(i * height * width, (i + 1) * height * width);

/** A set of the images with the given numbers, in that order; copies. */
export function select(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  const { height, width } = checkedSet("select", set);
  const size = indices.length;
  const images = new Float32Array(size * height * width);
  const labels = new Int32Array(size);
  for (let k = 0; k < size; k++) {
    const i = indices[k]!;
    if (!(Number.isInteger(i) && i >= 0 && i < set.size)) {
      throw new ConfigError(`select: indices must be whole numbers from 0 below ${set.size}, got ${i}`);
    }
    images.set(imageAt(set, i), k * height * width);
    labels[k] = set.labels[i]!;
  }
  return { images, labels, size, height, width };
}

/** Returns `set` if its parts fit together. @throws ShapeError */
export function checkedSet(who: string, set: ImageSet): ImageSet {
  const { images, labels, size, height, width } = set;
  checkCount(who, "size", size);
  if (images?.length !== size * height * width) {
    throw new ShapeError(`${who}: images must have ${size}·${height}·${width} values, got ${images?.length}`);
  }
  if (labels?.length !== size) throw new ShapeError(`${who}: labels must have ${size} values, got ${labels?.length}`);
  return set;
}

/** Checks a whole number from `least`. @throws ConfigError */
export function checkCount(who: string, name: string, value: number, least = 0): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ConfigError(`${who}: ${name} must be a whole number from ${least}, got ${value}`);
}
