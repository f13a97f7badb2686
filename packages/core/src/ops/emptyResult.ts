import type { Rank, ShapeMap, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The result of a reference that has no elements: zero gradients for every input. Several of tfjs's wasm kernels divide by
 * the batch size or read a first row that is not there.
 */
export function emptyResult<R extends Rank>(inputs: Tensor | readonly Tensor[], shape: ShapeMap[R]): Tensor<R> {
  const result = tf.customGrad((...args) => {
    const shapes = (args.slice(0, -1) as Tensor[]).map((x) => x.shape); // the last is tfjs's function to save tensors
    return { value: tf.zeros<R>(shape), gradFunc: () => shapes.map((s) => tf.zeros(s)) };
  });
  return result(...("shape" in inputs ? [inputs] : inputs)) as Tensor<R>;
}
