import type { AttentionWindow } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Stepped } from "./cell";

/** What a model did at each step. */
export interface DrawTrace {
  /** Logits after each step, `[T, B, H, W, C]`. */
  canvases: Tensor;
  /** What the encoder saw, `[T, B, 2 · seen]`: of the image, then of what is missing of it. */
  reads: Tensor;
  /** Of z, `[T, B, Z]`, as are the next two. */
  mu: Tensor;
  logSigma: Tensor;
  z: Tensor;
  /** Where it read: every number of a window `[T, B]`. None without attention. */
  readWindows?: AttentionWindow;
  /** Where it wrote. None without attention. */
  writeWindows?: AttentionWindow;
}

export function traceOf(steps: readonly Stepped[]): DrawTrace {
  const all = (part: (step: Stepped) => Tensor) => tf.stack(steps.map(part));
  const readWindows = stackedWindows(steps.map((step) => step.readWindow));
  const writeWindows = stackedWindows(steps.map((step) => step.writeWindow));
  return {
    canvases: all((step) => step.state.canvas),
    reads: all((step) => step.read),
    mu: all((step) => step.mu),
    logSigma: all((step) => step.logSigma),
    z: all((step) => step.z),
    ...(readWindows && { readWindows }),
    ...(writeWindows && { writeWindows }),
  };
}

export const windowParts = ["gX", "gY", "delta", "sigma2", "gamma"] as const;

/** The windows of all steps in one, every number `[T, B]`. */
export function stackedWindows(windows: readonly (AttentionWindow | undefined)[]): AttentionWindow | undefined {
  if (windows[0] === undefined) return undefined;
  const parts = windowParts.map((part) => [part, tf.stack(windows.map((window) => window![part]))]);
  return Object.fromEntries(parts) as AttentionWindow;
}

/** KL of each latent number at each step from its prior in nats, the mean over the batch, `[T, Z]`. */
export function klOfLatents({ mu, logSigma }: Pick<DrawTrace, "mu" | "logSigma">): Tensor {
  return tf.tidy(() => {
    const each = tf.sub(tf.add(tf.square(mu), tf.exp(tf.mul(logSigma, 2))), tf.add(tf.mul(logSigma, 2), 1));
    return tf.mul(tf.mean(each, 1), 0.5);
  });
}
