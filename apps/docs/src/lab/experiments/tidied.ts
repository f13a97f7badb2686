import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Values } from "../values";

/** `tf.tidy` for a function whose result has no tensors. */
export function tidied<T>(f: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = f();
  });
  return result;
}

/** The numbers of a tensor. With `decimals` they are rounded: enough for a picture, and a stored result is short. */
export function numbers(x: Tensor, decimals?: number): Values {
  const data = x.dataSync() as Float32Array;
  if (decimals === undefined) return { shape: x.shape, data };
  const scale = 10 ** decimals;
  return { shape: x.shape, data: data.map((one) => Math.round(one * scale) / scale) };
}
