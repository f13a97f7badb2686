import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { memoryDims, ofHeads } from "../memoryDims";
import { readMemoryReference } from "./readMemory.reference";
import { readMemoryWasm } from "./readMemory.wasm";

/**
 * Reads a memory: the sum of its slots, each times its weight (Neural Turing Machine, eq. 2), r = Σ_i w_i M_i.
 *
 * @param memory `[B, N, W]`, N and W from 1
 * @param weights `[B, N]`, or `[B, heads, N]` for several heads, heads from 1
 * @returns `[B, W]`, or `[B, heads, W]`
 * @throws ShapeError if a tensor does not have this shape
 */
export function readMemory(memory: Tensor, weights: Tensor): Tensor {
  memoryDims("readMemory", { memory: [memory, "B N W"], weights: [weights, ofHeads(weights, "N")] });
  if (!hasKernels()) return tf.tidy(() => readMemoryReference(memory, weights));
  return runOp(readMemoryWasm, { memory, weights });
}
