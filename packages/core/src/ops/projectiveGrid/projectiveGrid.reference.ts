import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { baseGrid } from "../baseGrid";
import { detached } from "../detached";
import { emptyResult } from "../emptyResult";

export function projectiveGridReference(
  theta: Tensor,
  [h, w]: readonly [number, number],
  alignCorners: boolean,
): Tensor4D {
  const B = theta.shape[0]!;
  if (B === 0) return emptyResult(theta, [0, h, w, 2]);
  const base = tf.tensor2d(baseGrid([h, w], alignCorners), [h * w, 3]); // rows (x, y, 1)
  const flat = tf.reshape(theta, [B * 3, 3]);
  const rows = tf.reshape(tf.matMul<Tensor2D>(flat as Tensor2D, base, false, true), [B, 3, h * w]);
  const [XY, Z] = tf.split(rows, [2, 1], 1) as [Tensor, Tensor];
  return tf.transpose(tf.reshape(project(XY, Z), [B, 2, h, w]), [0, 2, 3, 1]);
}

/** XY / Z, whose gradient is 0 where Z is. In sums and products: `tf.where` has no second derivative. */
function project(XY: Tensor, Z: Tensor): Tensor {
  const onHorizon = detached((z) => tf.cast(tf.equal(z, 0), "float32"), Z);
  const elsewhere = tf.mul(tf.div(XY, tf.add(Z, onHorizon)), tf.sub(1, onHorizon));
  const there = detached((xy, z, on) => tf.where(tf.greater(on, 0), tf.div(xy, z), 0), XY, Z, onHorizon);
  return tf.add(elsewhere, there);
}
