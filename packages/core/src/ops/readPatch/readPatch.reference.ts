import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";
import { filterbankReference } from "../filterbank/filterbank.reference";
import type { PatchOptions } from "../windowDims";

/** As `readPatch`, through windows `[B, 5]`. */
export function readPatchReference(image: Tensor, window: Tensor, N: number, options: Required<PatchOptions>): Tensor {
  const [B, H, W, C] = image.shape as [number, number, number, number];
  if (B === 0) return emptyResult([image, window], [0, N, N, C]);
  const [fX, fY] = filterbankReference(window, [H, W], N, options);
  const rows = tf.matMul(fY as Tensor3D, tf.reshape(image, [B, H, W * C])); // F_Y x, [B, N, W C]
  const byColumn = tf.reshape(tf.transpose(tf.reshape(rows, [B, N, W, C]), [0, 2, 1, 3]), [B, W, N * C]);
  const patch = tf.reshape(tf.matMul(fX as Tensor3D, byColumn as Tensor3D), [B, N, N, C]); // F_X first, [B, i, j, C]
  const gamma = tf.reshape(tf.slice(window, [0, 4], [B, 1]), [B, 1, 1, 1]);
  return tf.mul(gamma, tf.transpose(patch, [0, 2, 1, 3])); // eq. 27
}
