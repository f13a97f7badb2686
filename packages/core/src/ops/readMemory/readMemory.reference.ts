import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";

export function readMemoryReference(memory: Tensor, weights: Tensor): Tensor {
  const [B, N, W] = memory.shape as [number, number, number];
  const shape = [...weights.shape.slice(0, -1), W];
  if (B === 0) return emptyResult([memory, weights], shape as [number, number]);
  const heads = tf.reshape(weights, [B, -1, N]);
  return tf.reshape(tf.matMul(heads, memory), shape); // eq. 2
}
