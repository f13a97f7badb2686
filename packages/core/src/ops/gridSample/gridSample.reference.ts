import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";
import type { Sampling } from "./options";
import { pixelsAt } from "./pixelsAt";
import { type Tap, taps } from "./taps";

export function gridSampleReference(image: Tensor, grid: Tensor, sampling: Sampling): Tensor4D {
  const [B, H, W, C] = image.shape as [number, number, number, number];
  const [, h, w] = grid.shape as [number, number, number];
  if (image.size === 0 || grid.size === 0) return emptyResult([image, grid], [B, h, w, C]);
  const [x, y] = tf.unstack(grid, 3) as [Tensor3D, Tensor3D];
  const columns = taps(x, W, sampling);
  const rows = taps(y, H, sampling);
  const terms = rows.flatMap((row) => columns.map((column) => term(image as Tensor4D, row, column)));
  return terms.reduce((sum, next) => tf.add(sum, next)); // eq. 3
}

/** One pixel's part in every sample: U_nm k(x − m) k(y − n), [B, h, w, C]. */
function term(image: Tensor4D, row: Tap, column: Tap): Tensor4D {
  const weight = tf.expandDims(tf.mul(row.weight, column.weight), 3);
  return tf.mul(weight, pixelsAt(image, row.index, column.index));
}
