import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { checkedCount } from "../../shapes/options";
import type { AttentionWindow } from "../attentionWindow/attentionWindow";
import { checkedPatchOptions, checkedWindow, type PatchOptions } from "../windowDims";
import { readPatchReference } from "./readPatch.reference";
import { readPatchWasm } from "./readPatch.wasm";

/**
 * Reads a patch of each image through the Gaussian filters of a window (DRAW, eq. 27): γ F_Y x F_Xᵀ, for each channel.
 *
 * @param image `[B, H, W, C]`, H, W and C from 1
 * @param window every number `[B]`
 * @param N the side of the patch, from 1
 * @returns `[B, N, N, C]`
 * @throws ShapeError if a tensor does not have this shape
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function readPatch(image: Tensor, window: AttentionWindow, N: number, options: PatchOptions = {}): Tensor {
  checkedCount("readPatch", "N", N, 1);
  const patchOptions = checkedPatchOptions("readPatch", options);
  return tf.tidy(() => {
    const rows = checkedWindow("readPatch", window, { image: [image, "B H W C"] });
    if (!hasKernels()) return readPatchReference(image, rows, N, patchOptions);
    return runOp(readPatchWasm, { image, window: rows }, { N, ...patchOptions });
  });
}
