import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { rounded, type Values } from "../values";

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
  return { shape: x.shape, data: decimals === undefined ? data : rounded(data, decimals) };
}
