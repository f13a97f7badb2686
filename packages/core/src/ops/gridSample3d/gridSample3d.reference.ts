import type { Tensor, Tensor4D, Tensor5D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";
import { pixelsAt } from "../gridSample/pixelsAt";
import { type Tap, taps } from "../gridSample/taps";
import type { Sampling3d } from "./gridSample3d";

export function gridSample3dReference(volume: Tensor, grid: Tensor, sampling: Sampling3d): Tensor5D {
  const [B, D, H, W, C] = volume.shape as [number, number, number, number, number];
  const [, d, h, w] = grid.shape as [number, number, number, number];
  if (volume.size === 0 || grid.size === 0) return emptyResult([volume, grid], [B, d, h, w, C]);
  const [x, y, z] = tf.unstack(grid, 4) as [Tensor4D, Tensor4D, Tensor4D];
  const columns = taps(x, W, sampling);
  const rows = taps(y, H, sampling);
  const slices = taps(z, D, sampling);
  const terms = slices.flatMap((slice) =>
    rows.flatMap((row) => columns.map((column) => term(volume as Tensor5D, slice, row, column))),
  );
  return terms.reduce((sum, next) => tf.add(sum, next));
}

/** One voxel's part in every sample: U_lnm k(x − m) k(y − n) k(z − l), [B, d, h, w, C]. */
function term(volume: Tensor5D, slice: Tap, row: Tap, column: Tap): Tensor5D {
  const weight = tf.expandDims(tf.mul(slice.weight, tf.mul(row.weight, column.weight)), 4);
  return tf.mul(weight, pixelsAt(volume, slice.index, row.index, column.index));
}
