import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";

export function interpolateReference(content: Tensor, previous: Tensor, gate: Tensor): Tensor2D {
  const [B, N] = content.shape as [number, number];
  if (B === 0) return emptyResult([content, previous, gate], [0, N]);
  const g = tf.expandDims(gate, 1); // [B, 1]
  return tf.add(tf.mul(g, content), tf.mul(tf.sub(1, g), previous)); // eq. 7
}
