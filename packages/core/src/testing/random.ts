import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** A seeded tensor of normal numbers; the same shape and seed give the same numbers. */
export function random<T extends Tensor = Tensor>(shape: number[], seed = 1, scale = 1): T {
  return tf.randomNormal(shape, 0, scale, "float32", seed) as unknown as T;
}
