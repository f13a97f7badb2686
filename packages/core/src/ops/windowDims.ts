// What the operators that look through a window share.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp, runOps } from "../kernels/op";
import { dims, type Named } from "../shapes/dims";
import { ConfigError, ShapeError } from "../shapes/errors";
import { checkedOptions } from "../shapes/options";
import { shown } from "../shapes/shown";
import type { AttentionWindow } from "./attentionWindow/attentionWindow";
import { emptyResult } from "./emptyResult";
import { joinWindowsWasm, splitWindowsWasm } from "./windowRows.wasm";

export interface PatchOptions {
  /**
   * What the first pixel's place is called: 1, as the paper's (A + 1) / 2 for the center implies (the default), or 0 as many other
   * implementations read it, for weights that were trained with them: all means then lie one pixel farther right and down.
   */
  pixelOrigin?: 0 | 1;
  /**
   * The least that a row of the filters is divided by, for weights that were trained with it: many implementations have 1e-8, which makes
   * of a row that is far off the image nothing. 0 by default: every row has the sum 1.
   */
  epsilon?: number;
}

export const windowNames = ["gX", "gY", "delta", "sigma2", "gamma"] as const;

/**
 * Checks a window and what goes with it: the batch may be empty, every other size is from 1.
 *
 * @returns the window, `[B, 5]`
 * @throws ShapeError or ConfigError
 */
export function checkedWindow(op: string, window: AttentionWindow, args: Record<string, Named>): Tensor {
  const parts = checkedOptions(op, window, windowNames, "window");
  const named = windowNames.map((name): [string, Named] => [`window.${name}`, [parts[name], "B"]]);
  dims(op, { ...args, ...Object.fromEntries(named) });
  for (const [arg, [{ shape }, pattern]] of Object.entries(args)) {
    if (!shape.slice(1).includes(0)) continue;
    const names = [...new Set(pattern.split(" ").slice(1))].join(", ");
    throw new ShapeError(`${op}: ${arg} must have ${names} from 1, got [${shape.join(", ")}]`);
  }
  if (hasKernels()) return runOp(joinWindowsWasm, { ...parts });
  return tf.stack(
    windowNames.map((name) => parts[name]),
    1,
  );
}

/** The options with their defaults. @throws ConfigError */
export function checkedPatchOptions(op: string, options: PatchOptions): Required<PatchOptions> {
  const { pixelOrigin = 1, epsilon = 0 } = checkedOptions(op, options, ["pixelOrigin", "epsilon"]);
  if (pixelOrigin !== 0 && pixelOrigin !== 1) {
    throw new ConfigError(`${op}: pixelOrigin must be 0 or 1, got ${shown(pixelOrigin)}`);
  }
  if (!(Number.isFinite(epsilon) && epsilon >= 0)) {
    throw new ConfigError(`${op}: epsilon must be a number from 0, got ${shown(epsilon)}`);
  }
  return { pixelOrigin, epsilon };
}

/** The five numbers of windows `[B, 5]`, each `[B]`. */
export function windowOf(rows: Tensor): AttentionWindow {
  const [gX, gY, delta, sigma2, gamma] = numbersOf(rows) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  return { gX, gY, delta, sigma2, gamma };
}

function numbersOf(rows: Tensor): Tensor[] {
  if (rows.shape[0] === 0) return windowNames.map(() => emptyResult([rows], [0]));
  return hasKernels() ? runOps(splitWindowsWasm, { rows }) : tf.unstack(rows, 1);
}
