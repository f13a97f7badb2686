import { ConfigError, checkedCount, isObject, ShapeError, shown } from "@attn/core";

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

/** The pixels of image `i`, a view. @throws ConfigError if there is no such image */
export function imageAt(set: ImageSet, i: number): Float32Array {
  const { images, size, height, width } = checkedSet("imageAt", set);
  if (!isBelow(i, size))
    throw new ConfigError(`imageAt: i must be a whole number from 0 below ${size}, got ${shown(i)}`);
  return images.subarray(i * height * width, (i + 1) * height * width);
}

/** A set of the images with the given numbers, in that order; copies. @throws ConfigError for a number that is none */
export function select(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  const { height, width } = checkedSet("select", set);
  if (!Array.isArray(indices) && !ArrayBuffer.isView(indices)) {
    throw new ConfigError(`select: indices must be an array, got ${shown(indices)}`);
  }
  const size = indices.length;
  const images = new Float32Array(size * height * width);
  const labels = new Int32Array(size);
  for (let k = 0; k < size; k++) {
    const i = indices[k]!;
    if (!isBelow(i, set.size)) {
      throw new ConfigError(`select: indices must be whole numbers from 0 below ${set.size}, got ${shown(i)}`);
    }
    images.set(imageAt(set, i), k * height * width);
    labels[k] = set.labels[i]!;
  }
  return { images, labels, size, height, width };
}

/** Returns `set` if its parts fit together. @throws ShapeError */
export function checkedSet(who: string, set: ImageSet): ImageSet {
  if (!isObject(set)) throw new ShapeError(`${who}: set must be an image set, got ${shown(set)}`);
  const { images, labels, size, height, width } = set;
  for (const [name, n] of Object.entries({ size, height, width })) checkedCount(who, name, n);
  if (!(images instanceof Float32Array) || images.length !== size * height * width) {
    throw new ShapeError(`${who}: images must be ${size}·${height}·${width} floats, got ${numbersIn(images)}`);
  }
  if (!(labels instanceof Int32Array) || labels.length !== size) {
    throw new ShapeError(`${who}: labels must be ${size} int32s, got ${numbersIn(labels)}`);
  }
  return set;
}

const numbersIn = (values: unknown) =>
  ArrayBuffer.isView(values) ? `${shown(values)} of ${(values as Float32Array).length}` : shown(values);

const isBelow = (i: number, end: number) => Number.isInteger(i) && i >= 0 && i < end;

/** Room for images. @throws ConfigError where there is not so much of it */
export function emptyImages(who: string, size: number, height: number, width: number): Float32Array {
  try {
    return new Float32Array(size * height * width);
  } catch {
    throw new ConfigError(`${who}: the images must fit into memory, got ${size} of ${height} × ${width}`);
  }
}
