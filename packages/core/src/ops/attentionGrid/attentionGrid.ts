import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkSize } from "../../shapes/options";
import { alignsCorners, type GridOptions } from "../baseGrid";
import { attentionGridReference } from "./attentionGrid.reference";
import { attentionGridWasm } from "./attentionGrid.wasm";

/**
 * The sampling grid of an attention window: one scale for both axes and a shift (Spatial Transformer, eq. 2).
 *
 * @param theta `[B, 3]`, each `(s, tx, ty)`: output (x, y) is taken from input (s x + tx, s y + ty); s < 1 zooms in
 * @param size `[h, w]` of the output image, each at least 1
 * @returns `[B, h, w, 2]`, last axis (x, y); [−1, 1] spans the input image
 * @throws ShapeError if theta is not `[B, 3]`
 * @throws ConfigError if size is not two whole numbers from 1, or for an unknown option
 */
export function attentionGrid(theta: Tensor, size: readonly [number, number], options: GridOptions = {}): Tensor4D {
  dims("attentionGrid", { theta: [theta, "B 3"] });
  checkSize("attentionGrid", size, "h w");
  const alignCorners = alignsCorners("attentionGrid", options);
  if (!hasKernels()) return tf.tidy(() => attentionGridReference(theta, size, alignCorners));
  return runOp(attentionGridWasm, { theta }, { size, alignCorners });
}
