// A whole sequence: in one kernel where there are kernels, else step by step, which is the reference.
import { hasKernels } from "@attn/core/kernels";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { ntmStep, type Stepped } from "./cell";
import { builtInController, type Controller } from "./controllers";
import type { NTMConfig } from "./options";
import { sequenceWasm } from "./sequence.wasm";
import { firstState, type NTMState, repeated } from "./state";
import { stepsOf } from "./stepsOf";
import { type NTMTrace, traceOf } from "./trace";
import type { NTMWeights } from "./weights";

export interface NTMResult {
  /** Logits, `[B, T, O]`. */
  outputs: Tensor;
  /** After the last step. */
  state: NTMState;
  trace?: NTMTrace;
}

/**
 * Runs a machine that is given as a configuration and weights, which may be any tensors: the gradient reaches them, the inputs
 * and the state. Checks nothing. B and T are from 1.
 *
 * @param inputs `[B, T, I]`
 */
export function runNTM(
  config: NTMConfig,
  weights: NTMWeights,
  inputs: Tensor,
  state?: NTMState,
  trace = false,
): NTMResult {
  const first = state ?? firstState(config, weights);
  if (hasKernels()) return sequenceWasm(config, weights, inputs, first, trace);
  return scanNTM(config, weights, inputs, state ?? repeated(first, inputs.shape[0]!), trace);
}

/**
 * The same step by step, with any controller: the scan over `ntmStep`, and the reference of the kernel.
 *
 * @param state what the first step begins with, of B sequences
 * @param controller `(x, state) => [h, next]`: x is the input and the words read, `[B, I + R W]`, h `[B, units]`
 */
export function scanNTM(
  config: NTMConfig,
  weights: NTMWeights,
  inputs: Tensor,
  state: NTMState,
  trace = false,
  controller: Controller = builtInController(config, weights),
): NTMResult {
  const steps: Stepped[] = [];
  let now = state;
  for (const x of stepsOf(inputs)) {
    const step = ntmStep(config, weights, x, now, controller);
    steps.push(step);
    now = step.state;
  }
  const outputs = tf.stack(
    steps.map(({ logits }) => logits),
    1,
  ); // [B, T, O]
  return { outputs, state: now, ...(trace && { trace: traceOf(steps, config.readHeads) }) };
}
