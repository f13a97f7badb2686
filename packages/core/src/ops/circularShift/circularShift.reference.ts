import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";

export function circularShiftReference(weights: Tensor, s: Tensor): Tensor2D {
  const [B, N] = weights.shape as [number, number];
  if (B === 0) return emptyResult([weights, s], [0, N]);
  const S = s.shape[1]!;
  const R = (S - 1) / 2;
  const terms = Array.from({ length: S }, (_, t) => {
    const share = tf.slice(s, [0, t], [-1, 1]); // [B, 1]
    return tf.mul<Tensor2D>(share, rotated(weights, t - R));
  });
  return terms.reduce((sum, next) => tf.add(sum, next)); // eq. 8
}

/** x[b, (i − shift) mod N] */
function rotated(x: Tensor, shift: number): Tensor {
  const N = x.shape[1]!;
  const over = ((shift % N) + N) % N; // as many come in at the beginning
  if (over === 0) return x;
  return tf.concat([tf.slice(x, [0, N - over], [-1, over]), tf.slice(x, [0, 0], [-1, N - over])], 1);
}
