import type { Tensor, Tensor5D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkSize } from "../../shapes/options";
import { alignsCorners, type GridOptions } from "../baseGrid";
import { affineGrid3dReference } from "./affineGrid3d.reference";
import { affineGrid3dWasm } from "./affineGrid3d.wasm";

/**
 * The sampling grid of an affine transform of a volume: `affineGrid` with one axis more.
 *
 * @param theta `[B, 3, 4]`; maps output coordinates (x, y, z) to input coordinates
 * @param size `[d, h, w]` of the output volume, each at least 1
 * @returns `[B, d, h, w, 3]`, last axis (x, y, z); [−1, 1] spans the input volume
 * @throws ShapeError if theta is not `[B, 3, 4]`
 * @throws ConfigError if size is not three whole numbers from 1, or for an unknown option
 */
export function affineGrid3d(
  theta: Tensor,
  size: readonly [number, number, number],
  options: GridOptions = {},
): Tensor5D {
  dims("affineGrid3d", { theta: [theta, "B 3 4"] });
  checkSize("affineGrid3d", size, "d h w");
  const alignCorners = alignsCorners("affineGrid3d", options);
  if (!hasKernels()) return tf.tidy(() => affineGrid3dReference(theta, size, alignCorners));
  return runOp(affineGrid3dWasm, { theta }, { size, alignCorners });
}
