import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Returns `x` itself; its gradient arrives multiplied by `factor`. */
export function scaleGradient<T extends Tensor>(x: T, factor: number): T {
  if (factor === 1) return x;
  const scaled = tf.customGrad((y: Tensor | tf.GradSaveFunc) => ({
    value: tf.clone(y as Tensor),
    gradFunc: (dy: Tensor) => tf.mul(dy, factor),
  }));
  return scaled(x) as T;
}
