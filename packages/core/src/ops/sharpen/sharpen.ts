import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { memoryDims } from "../memoryDims";
import { sharpenReference } from "./sharpen.reference";
import { sharpenWasm } from "./sharpen.wasm";

/**
 * Sharpens an address: each weight to the power of `gamma`, divided by the sum of all (Neural Turing Machine, eq. 9),
 * w_i = w̃_i^γ / Σ_j w̃_j^γ.
 *
 * Computed as softmax(γ log w̃), so that high powers do not underflow. A weight below 1e-30 counts as this:
 * a row of zeros becomes an even one. The gradient for a weight of zero is that of w^γ: 0, unless γ is 1.
 *
 * @param weights `[B, N]`, N from 1, not negative
 * @param gamma `[B]`, from 1; 1 leaves weights with the sum 1 as they are
 * @returns `[B, N]`, each row with the sum 1
 * @throws ShapeError if a tensor does not have this shape
 */
export function sharpen(weights: Tensor, gamma: Tensor): Tensor2D {
  memoryDims("sharpen", { weights: [weights, "B N"], gamma: [gamma, "B"] });
  if (!hasKernels()) return tf.tidy(() => sharpenReference(weights, gamma));
  return runOp(sharpenWasm, { weights, gamma });
}
