import { ConfigError, dims, isObject, shown } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { NTMConfig } from "./options";
import { sizesOf } from "./sizes";
import type { NTMWeights } from "./weights";

/** All that passes from one time step to the next. */
export interface NTMState {
  /** `[B, N, W]` */
  memory: Tensor;
  /** Where each head looks, read heads first, `[B, heads, N]`. */
  weights: Tensor;
  /** The words read last, `[B, R, W]`. */
  reads: Tensor;
  /** The controller's own: of an LSTM one tensor `[B, layers, 2, units]`, h and c; of a feed-forward controller none. */
  controller: readonly Tensor[];
}

/** What the memory holds before anything was written, unless it is learned: the least that breaks no symmetry. */
const CONSTANT = 1e-6;

/** The learned state that each sequence begins with, for a batch of one: what is broadcast. */
export function firstState(config: NTMConfig, weights: NTMWeights): NTMState {
  const { N, W, states } = sizesOf(config);
  const memory = weights["initial.memory"];
  return {
    memory: memory ? one(memory) : tf.fill([1, N, W], CONSTANT),
    weights: one(tf.softmax(weights["initial.weights"]!)),
    reads: one(weights["initial.reads"]!),
    controller: states > 0 ? [one(weights["initial.controller"]!)] : [],
  };
}

const one = (x: Tensor): Tensor => tf.reshape(x, [1, ...x.shape]);

/** A state for B sequences from one for a batch of one. */
export function repeated({ memory, weights, reads, controller }: NTMState, B: number): NTMState {
  const times = (x: Tensor) => tf.tile(x, [B, ...x.shape.slice(1).fill(1)]);
  return {
    memory: times(memory),
    weights: times(weights),
    reads: times(reads),
    controller: controller.map(times),
  };
}

/** @throws ConfigError or ShapeError unless it is a state of B sequences */
export function checkState(who: string, config: NTMConfig, state: NTMState, B: number): void {
  if (!isObject(state) || !Array.isArray(state.controller)) {
    throw new ConfigError(`${who}: state must be what a step or a run gave, got ${shown(state)}`);
  }
  const { N, W, R, heads, L, U, states } = sizesOf(config);
  dims(who, {
    "state.memory": [state.memory, `${B} ${N} ${W}`],
    "state.weights": [state.weights, `${B} ${heads} ${N}`],
    "state.reads": [state.reads, `${B} ${R} ${W}`],
  });
  const parts = states > 0 ? 1 : 0;
  if (state.controller.length !== parts) {
    throw new ConfigError(
      `${who}: state.controller must be ${parts} tensors for this controller, got ${state.controller.length}`,
    );
  }
  for (const part of state.controller) dims(who, { "state.controller": [part, `${B} ${L} ${states} ${U}`] });
}
