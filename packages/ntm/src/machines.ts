// Machines for the tests.
import { random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checkedConfig, type NTMConfig, type NTMOptions } from "./options";
import { sizesOf } from "./sizes";
import type { NTMState } from "./state";
import { type NTMWeights, weightShapes } from "./weights";

export const small: NTMOptions = {
  inputSize: 3,
  outputSize: 2,
  controller: { type: "lstm", units: 5 },
  memory: { slots: 6, word: 4 },
};

export const configOf = (options: Partial<NTMOptions> = {}): NTMConfig =>
  checkedConfig("test", { ...small, ...options });

/** Weights large enough that the heads disagree. */
export function someWeights(config: NTMConfig, seed = 1): NTMWeights {
  return Object.fromEntries(
    Object.entries(weightShapes(config)).map(([name, shape], i) => [name, random(shape, seed + i, 0.7)]),
  );
}

export function someState(config: NTMConfig, B: number, seed = 50): NTMState {
  const { N, W, R, heads, L, U, states } = sizesOf(config);
  return {
    memory: random([B, N, W], seed),
    weights: tf.softmax(random([B, heads, N], seed + 1)),
    reads: random([B, R, W], seed + 2),
    controller: states > 0 ? [random([B, L, states, U], seed + 3)] : [],
  };
}

export const partsOf = ({ memory, weights, reads, controller }: NTMState): Tensor[] => [
  memory,
  weights,
  reads,
  ...controller,
];

export const stateOf = ([memory, weights, reads, ...controller]: Tensor[]): NTMState => ({
  memory: memory!,
  weights: weights!,
  reads: reads!,
  controller,
});
