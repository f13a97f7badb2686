import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";
import { filterbankReference } from "../filterbank/filterbank.reference";
import type { PatchOptions } from "../windowDims";

/** As `writePatch`, through windows `[B, 5]`. */
export function writePatchReference(
  patch: Tensor,
  window: Tensor,
  size: readonly [number, number],
  options: Required<PatchOptions>,
): Tensor {
  const [H, W] = size;
  const [B, N, , C] = patch.shape as [number, number, number, number];
  if (B === 0) return emptyResult([patch, window], [0, H, W, C]);
  const [fX, fY] = filterbankReference(window, size, N, options) as [Tensor3D, Tensor3D];
  const rows = tf.matMul(fY, tf.reshape(patch, [B, N, N * C]) as Tensor3D, true); // F_Yᵀ w, [B, H, N C]
  const byColumn = tf.reshape(tf.transpose(tf.reshape(rows, [B, H, N, C]), [0, 2, 1, 3]), [B, N, H * C]);
  const image = tf.reshape(tf.matMul(fX, byColumn as Tensor3D, true), [B, W, H, C]); // F_Xᵀ first
  const gamma = tf.reshape(tf.slice(window, [0, 4], [B, 1]), [B, 1, 1, 1]);
  return tf.div(tf.transpose(image, [0, 2, 1, 3]), gamma); // eq. 29
}
