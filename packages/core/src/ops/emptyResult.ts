import type { Rank, ShapeMap, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The result of a reference for an empty batch: no elements, zero gradients. Several of tfjs's wasm kernels divide by the
 * batch size or read a first row that is not there.
 */
export function emptyResult<R extends Rank>(input: Tensor, shape: ShapeMap[R]): Tensor<R> {
  const result = tf.customGrad((x) => ({
    value: tf.zeros<R>(shape),
    gradFunc: () => tf.zeros((x as Tensor).shape),
  }));
  return result(input) as Tensor<R>;
}
