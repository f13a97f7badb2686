import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { detached } from "../detached";
import { emptyResult } from "../emptyResult";
import { softmax } from "../softmax";

export function sharpenReference(weights: Tensor, gamma: Tensor): Tensor2D {
  const [B, N] = weights.shape as [number, number];
  if (B === 0) return emptyResult([weights, gamma], [0, N]);
  const power = tf.expandDims(gamma, 1); // [B, 1]
  const log = tf.log(atLeast(LEAST, weights, power)); // [B, N]
  return softmax(tf.mul(power, log)) as Tensor2D; // eq. 9: exp(γ log w) = w^γ
}

/** Weights below this count as this, so that zeros have a logarithm, and a softmax of logarithms does not underflow. */
const LEAST = 1e-30;

/** max(w, least), with the derivative that w^γ has at 0 for smaller w: 1 for γ = 1, else 0. */
function atLeast(least: number, w: Tensor, power: Tensor): Tensor {
  const bounded = detached((x) => tf.maximum(x, least), w);
  const open = detached(
    (x, g) => {
      const either = tf.logicalOr(tf.greaterEqual(x, least), tf.equal(g, 1));
      return tf.cast(either, "float32");
    },
    w,
    power,
  );
  return tf.add(bounded, tf.mul(open, tf.sub(w, detached(tf.clone, w)))); // bounded + 0
}
