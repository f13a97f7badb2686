import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { memoryDims } from "../memoryDims";
import { interpolateReference } from "./interpolate.reference";
import { interpolateWasm } from "./interpolate.wasm";

/**
 * Goes a part of the way from the previous address to the one found by content (Neural Turing Machine, eq. 7),
 * w = g w^c + (1 − g) w_prev.
 *
 * @param content `[B, N]`, N from 1
 * @param previous `[B, N]`
 * @param gate `[B]`, from 0 (all previous) to 1 (all content)
 * @returns `[B, N]`
 * @throws ShapeError if a tensor does not have this shape
 */
export function interpolate(content: Tensor, previous: Tensor, gate: Tensor): Tensor2D {
  memoryDims("interpolate", { content: [content, "B N"], previous: [previous, "B N"], gate: [gate, "B"] });
  if (!hasKernels()) return tf.tidy(() => interpolateReference(content, previous, gate));
  return runOp(interpolateWasm, { content, previous, gate });
}
