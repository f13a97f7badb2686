import type { Tensor, Tensor5D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkedOptions, flag, oneOf } from "../../shapes/options";
import { checkSides, type SamplingOptions, samplingNames } from "../gridSample/options";
import { gridSample3dReference } from "./gridSample3d.reference";
import { gridSample3dWasm } from "./gridSample3d.wasm";

export interface GridSample3dOptions extends Omit<SamplingOptions, "interpolation"> {
  /** From 8 voxels (`"bilinear"`, which here is trilinear; the default) or from the nearest. */
  interpolation?: "bilinear" | "nearest";
}

export type Sampling3d = Required<GridSample3dOptions>;

/**
 * `gridSample` with one axis more: the output at (k, i, j) is the volume at `grid[k, i, j]`. In both modes as PyTorch's
 * `grid_sample` of a volume, with the channels last.
 *
 * A coordinate that is NaN is outside the volume with padding `"zeros"`, and its first voxel with the others; an infinite
 * one is outside, at the border, or, with `"reflection"`, the first voxel. The gradient for such a coordinate is zero.
 *
 * @param volume `[B, D, H, W, C]`, D, H and W from 1
 * @param grid `[B, d, h, w, 3]`, last axis (x, y, z), x along W and z along D; [−1, 1] spans the volume
 * @returns `[B, d, h, w, C]`
 * @throws ShapeError if a tensor does not have this shape
 * @throws ConfigError for an unknown option
 */
export function gridSample3d(volume: Tensor, grid: Tensor, options: GridSample3dOptions = {}): Tensor5D {
  dims("gridSample3d", { volume: [volume, "B D H W C"], grid: [grid, "B d h w 3"] });
  checkSides("gridSample3d", volume, "volume", "D, H, W");
  const sampling = sampling3d(checkedOptions("gridSample3d", options, samplingNames));
  if (!hasKernels()) return tf.tidy(() => gridSample3dReference(volume, grid, sampling));
  return runOp(gridSample3dWasm, { volume, grid }, sampling);
}

function sampling3d({ interpolation, padding, alignCorners }: GridSample3dOptions): Sampling3d {
  const op = "gridSample3d";
  return {
    interpolation: oneOf(op, "interpolation", interpolation, ["bilinear", "nearest"] as const, "bilinear"),
    padding: oneOf(op, "padding", padding, ["zeros", "border", "reflection"] as const, "zeros"),
    alignCorners: flag(op, "alignCorners", alignCorners, false),
  };
}
