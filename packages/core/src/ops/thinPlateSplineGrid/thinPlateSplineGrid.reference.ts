import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";

/** `matrix` as `splineMatrix` has it, [K, at least h w]. */
export function thinPlateSplineGridReference(
  points: Tensor,
  matrix: Tensor2D,
  [h, w]: readonly [number, number],
): Tensor4D {
  const [B, K] = points.shape as [number, number];
  if (B === 0) return emptyResult(points, [0, h, w, 2]);
  const flat = tf.reshape(tf.transpose(points, [0, 2, 1]), [B * 2, K]);
  const grid = tf.slice(tf.matMul<Tensor2D>(flat as Tensor2D, matrix), [0, 0], [B * 2, h * w]);
  return tf.transpose(tf.reshape(grid, [B, 2, h, w]), [0, 2, 3, 1]);
}
