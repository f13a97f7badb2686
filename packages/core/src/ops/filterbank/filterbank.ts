import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOps } from "../../kernels/op";
import { checkedCount, checkSize } from "../../shapes/options";
import type { AttentionWindow } from "../attentionWindow/attentionWindow";
import { checkedPatchOptions, checkedWindow, type PatchOptions } from "../windowDims";
import { filterbankReference } from "./filterbank.reference";
import { filterbankWasm } from "./filterbank.wasm";

export interface Filterbank {
  /** `[B, N, W]`, each row with the sum 1. */
  fX: Tensor;
  /** `[B, N, H]`, each row with the sum 1. */
  fY: Tensor;
}

/**
 * The Gaussian filters of a window along both axes (DRAW, eqs. 19, 20, 25, 26).
 *
 * Rows have the sum 1 and are finite wherever the window is: off the image a row sees the pixel that is nearest. Variances below 1e-12
 * count as 1e-12.
 *
 * @param window every number `[B]`
 * @param size of the image, `[H, W]`
 * @param N how many Gaussians along each axis, from 1
 * @throws ShapeError if a number of the window is not `[B]`
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function filterbank(
  window: AttentionWindow,
  size: readonly [H: number, W: number],
  N: number,
  options: PatchOptions = {},
): Filterbank {
  checkSize("filterbank", size, "H W");
  checkedCount("filterbank", "N", N, 1);
  const patchOptions = checkedPatchOptions("filterbank", options);
  const [H, W] = size;
  return tf.tidy(() => {
    const rows = checkedWindow("filterbank", window, {});
    const [fX, fY] = hasKernels()
      ? runOps(filterbankWasm, { window: rows }, { H, W, N, ...patchOptions })
      : filterbankReference(rows, size, N, patchOptions);
    return { fX: fX!, fY: fY! };
  });
}
