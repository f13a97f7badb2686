// Numbers as the figures of DRAW's chapter get them.
import type * as tf from "@tensorflow/tfjs-core";

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
