import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";
import { softmax } from "../softmax";
import type { PatchOptions } from "../windowDims";

/** As `filterbank`, of windows `[B, 5]`. */
export function filterbankReference(
  window: Tensor,
  [H, W]: readonly [number, number],
  N: number,
  options: Required<PatchOptions>,
): [fX: Tensor, fY: Tensor] {
  if (window.shape[0] === 0) return [emptyResult([window], [0, N, W]), emptyResult([window], [0, N, H])];
  const [gX, gY, delta, sigma2] = tf.split(window, 5, 1) as [Tensor, Tensor, Tensor, Tensor]; // [B, 1]
  const axis = (g: Tensor, side: number) => gaussians(tf.add(g, tf.mul(offsets(N), delta)), sigma2, side, options);
  return [axis(gX, W), axis(gY, H)];
}

/** i − N / 2 − 0.5, i = 1 … N     eqs. 19, 20 */
const offsets = (N: number) =>
  tf.tensor2d(
    Array.from({ length: N }, (_, i) => i + 0.5 - N / 2),
    [1, N],
  );

const LEAST_VARIANCE = 1e-12;

/**
 * exp(−(a − μ)² / 2σ²), each row divided by its sum     eqs. 25, 26
 *
 * The division is a softmax, and the exponents count from that of the nearest pixel n: (a − μ)² − (n − μ)² = (a − n) (a + n − 2μ). So a
 * row's sum cannot underflow, and no differences get lost where the squares are large.
 *
 * @param mu `[B, N]`
 * @param sigma2 `[B, 1]`
 */
function gaussians(
  mu: Tensor,
  sigma2: Tensor,
  side: number,
  { pixelOrigin: origin, epsilon }: Required<PatchOptions>,
): Tensor {
  const a = tf.range(origin, origin + side);
  const mean = tf.expandDims(mu, 2); // [B, N, 1]
  const n = nearest(mean, origin, origin + side - 1);
  const squares = tf.mul(tf.sub(a, n), tf.sub(tf.add(a, n), tf.mul(mean, 2))); // [B, N, side]
  const variance = tf.expandDims(tf.maximum(sigma2, LEAST_VARIANCE), 2);
  const rows = softmax(tf.div(squares, tf.mul(variance, -2)));
  return epsilon === 0 ? rows : tf.mul(rows, shares(tf.square(tf.sub(a, mean)), variance, epsilon));
}

/** What is left of rows that are divided by epsilon where their sum is less, `[B, N, 1]`. */
function shares(squares: Tensor, variance: Tensor, epsilon: number): Tensor {
  const sums = tf.sum(tf.exp(tf.div(squares, tf.mul(variance, -2))), 2, true);
  return tf.minimum(tf.div(sums, epsilon), 1);
}

/** The pixel nearest to a mean. It has no gradient: a row does not depend on where its exponents are counted from. */
function nearest(mean: Tensor, first: number, last: number): Tensor {
  const apply = tf.customGrad((...args) => {
    const [x] = args as [Tensor];
    return { value: tf.clipByValue(tf.floor(tf.add(x, 0.5)), first, last), gradFunc: (dy: Tensor) => tf.zerosLike(dy) };
  });
  return apply(mean);
}
