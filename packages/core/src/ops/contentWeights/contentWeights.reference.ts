import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { detached } from "../detached";
import { emptyResult } from "../emptyResult";
import { softmax } from "../softmax";

export function contentWeightsReference(key: Tensor, beta: Tensor, memory: Tensor): Tensor2D {
  const [B, N] = memory.shape as [number, number];
  if (B === 0) return emptyResult([key, beta, memory], [0, N]);
  const K = likeness(tf.expandDims(key, 1), memory); // [B, N]
  return softmax(tf.mul(tf.expandDims(beta, 1), K)) as Tensor2D; // eq. 5
}

const EPSILON = 1e-8;

/** u·v / (|u| |v|) over the last axis; where the norms' product is below 1e-8, that takes its place. */
function likeness(u: Tensor, v: Tensor): Tensor {
  const norms = tf.mul(norm(u), norm(v));
  const large = detached((n) => tf.cast(tf.greater(n, EPSILON), "float32"), norms);
  const divisor = tf.add(tf.mul(large, norms), tf.mul(tf.sub(1, large), EPSILON));
  return tf.div(tf.sum(tf.mul(u, v), -1), divisor); // eq. 6
}

/** |x| over the last axis. The root of 0 has no derivative: there it is taken as √1 − 1. */
function norm(x: Tensor): Tensor {
  const square = tf.sum(tf.mul(x, x), -1);
  const zero = detached((s) => tf.cast(tf.equal(s, 0), "float32"), square);
  return tf.sub(tf.sqrt(tf.add(square, zero)), zero);
}
