import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { memoryDims, ofHeads } from "../memoryDims";
import { eraseAddReference } from "./eraseAdd.reference";
import { eraseAddWasm } from "./eraseAdd.wasm";

/**
 * Writes to a memory: every head erases, then every head adds, each slot as much as its weight says
 * (Neural Turing Machine, eqs. 3–4), M'_i = M_i Π_h (1 − w_hi e_h) + Σ_h w_hi a_h.
 *
 * @param memory `[B, N, W]`, N and W from 1; it stays as it is
 * @param weights `[B, N]`, or `[B, heads, N]` for several heads, heads from 1
 * @param erase `[B, W]`, or `[B, heads, W]`, from 0 (keep) to 1 (erase)
 * @param add `[B, W]`, or `[B, heads, W]`
 * @returns `[B, N, W]`, the memory after the writing
 * @throws ShapeError if a tensor does not have this shape
 */
export function eraseAdd(memory: Tensor, weights: Tensor, erase: Tensor, add: Tensor): Tensor3D {
  memoryDims("eraseAdd", {
    memory: [memory, "B N W"],
    weights: [weights, ofHeads(weights, "N")],
    erase: [erase, ofHeads(weights, "W")],
    add: [add, ofHeads(weights, "W")],
  });
  if (!hasKernels()) return tf.tidy(() => eraseAddReference(memory, weights, erase, add));
  return runOp(eraseAddWasm, { memory, weights, erase, add });
}
