// Numbers as the figures of DRAW's chapter get them.
import * as tf from "@tensorflow/tfjs-core";

/** Height and width of every image. */
export const SIDE = 28;

export interface WindowNumbers {
  gX: number;
  gY: number;
  delta: number;
  sigma2: number;
  gamma: number;
}

/** Of a window of one image. */
export const numbersOf = (window: Record<keyof WindowNumbers, tf.Tensor>): WindowNumbers =>
  mapped(window, (x) => x.dataSync()[0]!);

export function mapped<A, B>(
  { gX, gY, delta, sigma2, gamma }: Record<keyof WindowNumbers, A>,
  f: (one: A) => B,
): Record<keyof WindowNumbers, B> {
  return { gX: f(gX), gY: f(gY), delta: f(delta), sigma2: f(sigma2), gamma: f(gamma) };
}

/** So many digits after the point: short enough to be stored. */
export function rounded(data: ArrayLike<number>, digits: number): Float32Array {
  const scale = 10 ** digits;
  return Float32Array.from(data, (x) => Math.round(x * scale) / scale);
}

/** `tf.tidy` for results that are no tensors. */
export const inTidy = <R extends object>(f: () => R): R => tf.tidy(f as () => tf.TensorContainer) as R;
