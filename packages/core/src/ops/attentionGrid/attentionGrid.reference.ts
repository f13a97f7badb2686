import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { affineGridReference } from "../affineGrid/affineGrid.reference";
import { emptyResult } from "../emptyResult";

export function attentionGridReference(
  theta: Tensor,
  [h, w]: readonly [number, number],
  alignCorners: boolean,
): Tensor4D {
  const B = theta.shape[0]!;
  if (B === 0) return emptyResult(theta, [0, h, w, 2]);
  const [s, tx, ty] = tf.split(theta, 3, 1) as [Tensor, Tensor, Tensor]; // each [B, 1]
  const zero = tf.zeros([B, 1]);
  const affine = tf.concat([s, zero, tx, zero, s, ty], 1); // eq. 2
  return affineGridReference(tf.reshape(affine, [B, 2, 3]), [h, w], alignCorners);
}
