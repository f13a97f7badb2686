import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** The inputs of each step, `[B, I]`. tfjs's `unstack` of one has no gradient. */
export function stepsOf(inputs: Tensor): Tensor[] {
  const [B, T, I] = inputs.shape as [number, number, number];
  return T === 1 ? [tf.reshape(inputs, [B, I])] : tf.unstack(inputs, 1);
}
