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
