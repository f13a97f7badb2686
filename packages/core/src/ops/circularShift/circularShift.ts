import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { checkShifts, memoryDims } from "../memoryDims";
import { circularShiftReference } from "./circularShift.reference";
import { circularShiftWasm } from "./circularShift.wasm";

/**
 * Rotates an address by a distribution over shifts: a circular convolution (Neural Turing Machine, eq. 8),
 * w̃_i = Σ_t s_t w_(i − (t − R) mod N) with R = (S − 1) / 2. What leaves at one end comes in at the other.
 *
 * @param weights `[B, N]`, N from 1
 * @param s `[B, S]`, S odd, how much of each shift by −R … R; `[0, 0, 1]` moves every weight one slot up. S may exceed N
 * @returns `[B, N]`
 * @throws ShapeError if a tensor does not have this shape, or S is not odd
 */
export function circularShift(weights: Tensor, s: Tensor): Tensor2D {
  memoryDims("circularShift", { weights: [weights, "B N"], s: [s, "B S"] });
  checkShifts("circularShift", "s", s);
  if (!hasKernels()) return tf.tidy(() => circularShiftReference(weights, s));
  return runOp(circularShiftWasm, { weights, s });
}
