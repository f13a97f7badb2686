import type { Tensor, Tensor2D, Tensor5D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { baseGrid } from "../baseGrid";
import { emptyResult } from "../emptyResult";

export function affineGrid3dReference(
  theta: Tensor,
  [d, h, w]: readonly [number, number, number],
  alignCorners: boolean,
): Tensor5D {
  const B = theta.shape[0]!;
  if (B === 0) return emptyResult(theta, [0, d, h, w, 3]);
  const base = tf.tensor2d(baseGrid([d, h, w], alignCorners), [d * h * w, 4]); // rows (x, y, z, 1)
  const flat = tf.reshape(theta, [B * 3, 4]);
  const grid = tf.matMul<Tensor2D>(flat as Tensor2D, base, false, true); // [B 3, d h w]
  return tf.transpose(tf.reshape(grid, [B, 3, d, h, w]), [0, 2, 3, 4, 1]);
}
