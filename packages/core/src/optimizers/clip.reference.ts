import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

export function clipScaleReference(gradients: readonly Tensor[], clipValue: number, clipNorm: number): Tensor {
  const sums = gradients.filter(({ size }) => size > 0).map((g) => tf.sum(tf.square(clipReference(g, clipValue))));
  const norm = tf.sqrt(tf.addN([tf.scalar(0), ...sums]));
  const wrong = tf.sub(norm, norm); // 0, or NaN where the norm is not finite
  return tf.add(tf.div(clipNorm, tf.maximum(norm, clipNorm)), wrong);
}

/** x in [−limit, limit]; NaN stays NaN. */
export function clipReference(x: Tensor, limit: number): Tensor {
  if (limit === Number.POSITIVE_INFINITY) return x;
  return tf.where(tf.isNaN(x), x, tf.clipByValue(x, -limit, limit));
}
