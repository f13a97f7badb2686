import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { baseGrid } from "../baseGrid";
import { emptyResult } from "../emptyResult";

export function affineGridReference(theta: Tensor, [h, w]: readonly [number, number], alignCorners: boolean): Tensor4D {
  const B = theta.shape[0]!;
  if (B === 0) return emptyResult(theta, [0, h, w, 2]);
  const base = tf.tensor2d(baseGrid([h, w], alignCorners), [h * w, 3]); // rows (x, y, 1)
  const flat = tf.reshape(theta, [B * 2, 3]);
  const grid = tf.matMul<Tensor2D>(flat as Tensor2D, base, false, true); // [B 2, h w]
  return tf.transpose(tf.reshape(grid, [B, 2, h, w]), [0, 2, 3, 1]); // eq. 1
}
