import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { memoryDims } from "../memoryDims";
import { contentWeightsReference } from "./contentWeights.reference";
import { contentWeightsWasm } from "./contentWeights.wasm";

/**
 * How much each slot of a memory is like a key: a softmax over the slots of `beta` times the cosine of the angle between
 * key and slot (Neural Turing Machine, eqs. 5–6), w_i = exp(β K(k, M_i)) / Σ_j exp(β K(k, M_j)).
 *
 * K(u, v) = u·v / max(|u| |v|, 1e-8): a key or a slot of zeros is like nothing, K = 0, and has finite gradients.
 *
 * @param key `[B, W]`
 * @param beta `[B]`, how sharply the likeness decides; in the paper positive
 * @param memory `[B, N, W]`, N and W from 1
 * @returns `[B, N]`, each row positive with the sum 1
 * @throws ShapeError if a tensor does not have this shape
 */
export function contentWeights(key: Tensor, beta: Tensor, memory: Tensor): Tensor2D {
  memoryDims("contentWeights", { key: [key, "B W"], beta: [beta, "B"], memory: [memory, "B N W"] });
  if (!hasKernels()) return tf.tidy(() => contentWeightsReference(key, beta, memory));
  return runOp(contentWeightsWasm, { key, beta, memory });
}
