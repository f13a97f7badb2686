import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { exp } from "../exp";

/** `[B, 5]`: gX, gY, δ, σ², γ. */
export function attentionWindowReference(raw: Tensor, [H, W]: readonly [number, number], N: number): Tensor {
  const [gX, gY, logSigma2, logDelta, logGamma] = tf.split(raw, 5, 1) as Tensor[];
  const center = (g: Tensor, side: number) => tf.mul(tf.add(g, 1), (side + 1) / 2); // eqs. 22, 23
  const stride = (Math.max(H, W) - 1) / Math.max(N - 1, 1);
  return tf.concat(
    [center(gX!, W), center(gY!, H), tf.mul(exp(logDelta!), stride), exp(logSigma2!), exp(logGamma!)], // eqs. 21, 24
    1,
  );
}
