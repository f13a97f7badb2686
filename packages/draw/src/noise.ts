import { dims } from "@attn/core";
import { seeded } from "@attn/core/random";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checkedSeed } from "./options";

/** Standard normal numbers, `[T, B, Z]`: the same for the same seed, and new ones without. */
function normalNoise(shape: [T: number, B: number, Z: number], seed?: number): Tensor {
  const stream = seeded(seed ?? Math.floor(Math.random() * 2 ** 52));
  return tf.tensor(
    new Float32Array(tf.util.sizeFromShape(shape)).map(() => stream.normal()),
    shape,
  );
}

/** What the caller gave as noise, or new noise. @throws ShapeError */
export function noiseOf(
  who: string,
  name: string,
  given: Tensor | undefined,
  shape: [T: number, B: number, Z: number],
  seed?: number,
): Tensor {
  if (seed !== undefined) checkedSeed(who, seed);
  if (given === undefined) return normalNoise(shape, seed);
  dims(who, { [name]: [given, shape.join(" ")] });
  return given;
}
