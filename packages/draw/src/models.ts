// Models for the tests.
import { random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checkedConfig, type DrawConfig, type DrawOptions } from "./options";
import { sizesOf } from "./sizes";
import type { DrawState } from "./state";
import { type DrawWeights, weightShapes } from "./weights";

export const small: DrawOptions = {
  imageSize: [6, 5, 1],
  steps: 3,
  readSize: 3,
  writeSize: 2,
  latentSize: 3,
  encoderUnits: 5,
  decoderUnits: 4,
};

export const configOf = (options: Partial<DrawOptions> = {}): DrawConfig =>
  checkedConfig("test", { ...small, ...options });

/** Weights large enough that the windows move. */
export const someWeights = (config: DrawConfig, seed = 1): DrawWeights =>
  Object.fromEntries(
    Object.entries(weightShapes(config)).map(([name, shape], i) => [name, random(shape, seed + i, 0.3)]),
  );

export function someState(config: DrawConfig, B: number, seed = 50): DrawState {
  const { H, W, C, E, D } = sizesOf(config);
  return {
    canvas: random([B, H, W, C], seed),
    encoder: random([B, 2, E], seed + 1),
    decoder: random([B, 2, D], seed + 2),
  };
}

/** Images between 0 and 1. */
export const someImages = (config: DrawConfig, B: number, seed = 70): Tensor =>
  tf.sigmoid(random([B, ...config.imageSize], seed, 2));

export const someNoise = ({ steps, latentSize }: DrawConfig, B: number, seed = 80): Tensor =>
  random([steps, B, latentSize], seed);

/** Rows of the sum 1, as a one-hot row is. */
export const someLabels = ({ classes }: DrawConfig, B: number): Tensor | undefined =>
  classes > 0 ? tf.softmax(random([B, classes], 90)) : undefined;
