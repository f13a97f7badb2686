import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { checkSize } from "../../shapes/options";
import type { AttentionWindow } from "../attentionWindow/attentionWindow";
import { checkedPatchOptions, checkedWindow, type PatchOptions } from "../windowDims";
import { writePatchReference } from "./writePatch.reference";
import { writePatchWasm } from "./writePatch.wasm";

/**
 * Writes a patch to each image through the Gaussian filters of a window (DRAW, eq. 29): (1/γ) F_Yᵀ w F_X, for each channel.
 *
 * @param patch `[B, N, N, C]`, N and C from 1
 * @param window every number `[B]`
 * @param size of the image, `[H, W]`
 * @returns `[B, H, W, C]`
 * @throws ShapeError if a tensor does not have this shape
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function writePatch(
  patch: Tensor,
  window: AttentionWindow,
  size: readonly [H: number, W: number],
  options: PatchOptions = {},
): Tensor {
  checkSize("writePatch", size, "H W");
  const patchOptions = checkedPatchOptions("writePatch", options);
  const [H, W] = size;
  return tf.tidy(() => {
    const rows = checkedWindow("writePatch", window, { patch: [patch, "B N N C"] });
    if (!hasKernels()) return writePatchReference(patch, rows, size, patchOptions);
    return runOp(writePatchWasm, { patch, window: rows }, { H, W, ...patchOptions });
  });
}
