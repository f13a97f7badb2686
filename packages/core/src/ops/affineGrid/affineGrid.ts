import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkSize } from "../../shapes/options";
import { alignsCorners, type GridOptions } from "../baseGrid";
import { affineGridReference } from "./affineGrid.reference";
import { affineGridWasm } from "./affineGrid.wasm";

/**
 * The sampling grid of an affine transform: for every output pixel, where in the input it is taken from
 * (Spatial Transformer, eq. 1).
 *
 * @param theta `[B, 2, 3]`, each `[[a, b, tx], [c, d, ty]]`; maps output coordinates (x, y) to input coordinates
 * @param size `[h, w]` of the output image, each at least 1
 * @returns `[B, h, w, 2]`, last axis (x, y); [−1, 1] spans the input image
 * @throws ShapeError if theta is not `[B, 2, 3]`
 * @throws ConfigError if size is not two whole numbers from 1, or for an unknown option
 */
export function affineGrid(theta: Tensor, size: readonly [number, number], options: GridOptions = {}): Tensor4D {
  dims("affineGrid", { theta: [theta, "B 2 3"] });
  checkSize("affineGrid", size, "h w");
  const alignCorners = alignsCorners("affineGrid", options);
  if (!hasKernels()) return tf.tidy(() => affineGridReference(theta, size, alignCorners));
  return runOp(affineGridWasm, { theta }, { size, alignCorners });
}
