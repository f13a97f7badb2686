import type { Tensor } from "@tensorflow/tfjs-core";

/** Numbers as they travel: from the worker, or from a stored result. */
export interface Values {
  shape: readonly number[];
  data: ArrayLike<number>;
}

/** The numbers of a tensor, which is disposed. */
export function take(x: Tensor): Values {
  const values = { shape: x.shape, data: x.dataSync() as Float32Array };
  x.dispose();
  return values;
}

/** So many digits after the point: short enough to be stored. */
export function rounded(data: ArrayLike<number>, digits: number): Float32Array {
  const scale = 10 ** digits;
  return Float32Array.from(data, (x) => Math.round(x * scale) / scale);
}

/** Image `i` of several, `[n, rows, columns]`. */
export function imageAt({ shape, data }: Values, i: number): Values {
  const size = shape[1]! * shape[2]!;
  return { shape: [shape[1]!, shape[2]!], data: Array.prototype.slice.call(data, i * size, (i + 1) * size) };
}
