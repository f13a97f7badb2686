import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkedOptions } from "../../shapes/options";
import { gridSampleReference } from "./gridSample.reference";
import { gridSampleWasm } from "./gridSample.wasm";
import { checkSides, type SamplingOptions, samplingNames, samplingOptions } from "./options";

export type GridSampleOptions = SamplingOptions;

/**
 * Takes an image apart and puts it together after a grid: the output at (i, j) is the image at `grid[i, j]`
 * (Spatial Transformer, eq. 3 and 5). In every mode as PyTorch's `grid_sample`, with the channels last.
 *
 * A coordinate that is NaN is outside the image with padding `"zeros"`, and its first pixel with the others; an infinite
 * one is outside, at the border, or, with `"reflection"`, the first pixel. The gradient for such a coordinate is zero.
 *
 * @param image `[B, H, W, C]`, H and W from 1
 * @param grid `[B, h, w, 2]`, last axis (x, y); [−1, 1] spans the image
 * @returns `[B, h, w, C]`
 * @throws ShapeError if a tensor does not have this shape
 * @throws ConfigError for an unknown option
 */
export function gridSample(image: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor4D {
  dims("gridSample", { image: [image, "B H W C"], grid: [grid, "B h w 2"] });
  checkSides("gridSample", image);
  const sampling = samplingOptions("gridSample", checkedOptions("gridSample", options, samplingNames));
  if (!hasKernels()) return tf.tidy(() => gridSampleReference(image, grid, sampling));
  return runOp(gridSampleWasm, { image, grid }, sampling);
}
