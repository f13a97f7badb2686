import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkedCount, checkSize } from "../../shapes/options";
import { windowOf } from "../windowDims";
import { attentionWindowReference } from "./attentionWindow.reference";
import { attentionWindowWasm } from "./attentionWindow.wasm";

/** Where and how sharply to look, every number `[B]`. */
export interface AttentionWindow {
  /** The center, in pixels; 1 is the middle of the first column. */
  gX: Tensor;
  /** The center, in pixels; 1 is the middle of the first row. */
  gY: Tensor;
  /** The distance between neighboring Gaussians, in pixels. */
  delta: Tensor;
  /** Their variance, in square pixels. */
  sigma2: Tensor;
  /** The intensity: what is read is multiplied with it, what is written divided by it. */
  gamma: Tensor;
}

/**
 * What a network says of where to look, as a window (DRAW, eqs. 21–24): g = (side + 1) / 2 (g̃ + 1), δ = (max(H, W) − 1) / (N − 1) δ̃.
 * With all numbers 0 the N × N Gaussians cover the longer side of the image, from the first pixel to the last.
 *
 * @param raw `[B, 5]`: g̃X, g̃Y up to ±1e30 and log σ², log δ̃, log γ up to ±80: beyond, exp leaves float32 and what is read is not finite
 * @param size of the image, `[H, W]`
 * @param N the side of the patch, from 1; with 1, the only Gaussian is at the center and δ has no effect
 * @throws ShapeError if raw is not `[B, 5]`
 * @throws ConfigError if size or N is not of whole numbers from 1
 */
export function attentionWindow(raw: Tensor, size: readonly [H: number, W: number], N: number): AttentionWindow {
  dims("attentionWindow", { raw: [raw, "B 5"] });
  checkSize("attentionWindow", size, "H W");
  checkedCount("attentionWindow", "N", N, 1);
  const [H, W] = size;
  return tf.tidy(() => {
    const rows = hasKernels()
      ? runOp(attentionWindowWasm, { raw }, { H, W, N })
      : attentionWindowReference(raw, size, N);
    return windowOf(rows) as unknown as tf.TensorContainer;
  }) as unknown as AttentionWindow;
}
