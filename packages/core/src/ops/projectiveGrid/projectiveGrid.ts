import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkSize } from "../../shapes/options";
import { alignsCorners, type GridOptions } from "../baseGrid";
import { projectiveGridReference } from "./projectiveGrid.reference";
import { projectiveGridWasm } from "./projectiveGrid.wasm";

/**
 * The sampling grid of a projective transform (a homography): (X, Y, Z) = theta (x, y, 1), and the pixel is taken from
 * (X / Z, Y / Z) (Spatial Transformer, §3.2).
 *
 * A pixel on the horizon, Z = 0, has no place in the input: its coordinates are ±Infinity or NaN, as the division gives,
 * and it adds nothing to the gradient of theta.
 *
 * @param theta `[B, 3, 3]`; a multiple of it is the same transform. Where the last row is (0, 0, 1) it is affine
 * @param size `[h, w]` of the output image, each at least 1
 * @returns `[B, h, w, 2]`, last axis (x, y); [−1, 1] spans the input image
 * @throws ShapeError if theta is not `[B, 3, 3]`
 * @throws ConfigError if size is not two whole numbers from 1, or for an unknown option
 */
export function projectiveGrid(theta: Tensor, size: readonly [number, number], options: GridOptions = {}): Tensor4D {
  dims("projectiveGrid", { theta: [theta, "B 3 3"] });
  checkSize("projectiveGrid", size, "h w");
  const alignCorners = alignsCorners("projectiveGrid", options);
  if (!hasKernels()) return tf.tidy(() => projectiveGridReference(theta, size, alignCorners));
  return runOp(projectiveGridWasm, { theta }, { size, alignCorners });
}
