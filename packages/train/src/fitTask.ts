// What the tests of fit train.
import { random } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import type { FitOptions } from ".";

export const line = [1, -2];

/** A linear model of y = x·line, and the options that train it. */
export function task(extra: Partial<FitOptions<Batch>> = {}): FitOptions<Batch> & { weights: { kernel: tf.Variable } } {
  const kernel = tf.variable(tf.zeros([2, 1]));
  return {
    weights: { kernel },
    optimizer: tf.train.adam(0.1),
    batch: (step) => {
      const x = random([8, 2], step + 1);
      return tf.tidy(() => ({ x, y: tf.matMul(x as tf.Tensor2D, tf.tensor2d(line, [2, 1])) }));
    },
    loss: ({ x, y }) => tf.losses.meanSquaredError(y, tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D)),
    steps: 20,
    ...extra,
  } as FitOptions<Batch> & { weights: { kernel: tf.Variable } };
}

export interface Batch {
  x: tf.Tensor;
  y: tf.Tensor;
}
