import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
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
  return affineGridReference(attentionTheta(theta), [h, w], alignCorners);
}

/** (s, 0, tx; 0, s, ty), [B, 2, 3], of (s, tx, ty), [B, 3]. */
export function attentionTheta(theta: Tensor): Tensor3D {
  const [s, tx, ty] = tf.split(theta, 3, 1) as [Tensor, Tensor, Tensor]; // each [B, 1]
  const zero = tf.zerosLike(s);
  return tf.reshape(tf.concat([s, zero, tx, zero, s, ty], 1), [-1, 2, 3]); // eq. 2
}
