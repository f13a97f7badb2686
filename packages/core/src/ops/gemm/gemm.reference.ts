import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

export function gemmReference(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor2D {
  if (a.size === 0 || b.size === 0) {
    return emptyProduct(a, b, [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!]);
  }
  return tf.matMul(a as Tensor2D, b as Tensor2D, transposeA, transposeB);
}

/** tfjs's wasm backend crashes on empty matrices. */
function emptyProduct(a: Tensor, b: Tensor, shape: [number, number]): Tensor2D {
  const product = tf.customGrad(() => ({
    value: tf.zeros(shape),
    gradFunc: () => [tf.zeros(a.shape), tf.zeros(b.shape)],
  }));
  return product(a, b) as Tensor2D;
}
