// All steps: in one kernel where there are kernels, else step by step, which is the reference.
import type { AttentionWindow } from "@attn/core";
import { hasKernels } from "@attn/core/kernels";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { decodeStep, drawStep, type Stepped } from "./cell";
import type { DrawConfig } from "./options";
import { generateWasm, sequenceWasm } from "./sequence.wasm";
import { type DrawState, repeated } from "./state";
import { type DrawTrace, stackedWindows, traceOf } from "./trace";
import type { DrawWeights } from "./weights";

export interface DrawInputs {
  /** `[B, H, W, C]` */
  x: Tensor;
  /** ε of each step, `[T, B, Z]`. */
  noise: Tensor;
  /** What the first step begins with, of B images or of one for all. */
  state: DrawState;
  /** One-hot, `[B, classes]`, where there are classes. */
  labels?: Tensor;
}

export interface DrawResult {
  /** After the last step. */
  state: DrawState;
  /** From the prior in nats, of each step and image, `[T, B]`. */
  kl: Tensor;
  trace?: DrawTrace;
}

/**
 * Encodes and draws images with a model that is given as a configuration and weights, which may be any tensors: the gradient reaches
 * them, the images, the noise, the labels and the state. Checks nothing. B and T are from 1.
 */
export function runDraw(config: DrawConfig, weights: DrawWeights, inputs: DrawInputs, trace = false): DrawResult {
  if (hasKernels()) return sequenceWasm(config, weights, inputs, trace);
  const { x, state } = inputs;
  return scanDraw(config, weights, { ...inputs, state: repeated(state, x.shape[0]! / state.canvas.shape[0]!) }, trace);
}

/** The same step by step: the scan over `drawStep`, and the reference of the kernel. The state is of B images. */
export function scanDraw(config: DrawConfig, weights: DrawWeights, inputs: DrawInputs, trace = false): DrawResult {
  const { x, noise, labels } = inputs;
  const steps: Stepped[] = [];
  let { state } = inputs;
  for (const epsilon of stepsOf(noise)) {
    const step = drawStep(config, weights, x, epsilon, state, labels);
    steps.push(step);
    state = step.state;
  }
  const kl = tf.stack(steps.map((step) => step.kl));
  return { state, kl, ...(trace && { trace: traceOf(steps) }) };
}

export interface GenerateInputs {
  /** `[T, B, Z]` */
  z: Tensor;
  state: DrawState;
  labels?: Tensor;
}

export interface GenerateResult {
  /** Logits after the last step, `[B, H, W, C]`. */
  canvas: Tensor;
  /** Logits after each step, `[T, B, H, W, C]`. */
  canvases?: Tensor;
  /** Where each step wrote: every number of a window `[T, B]`. */
  writeWindows?: AttentionWindow;
}

/** Draws what z says. The gradient reaches the weights, z, the labels and the state. Checks nothing. */
export function runGenerate(
  config: DrawConfig,
  weights: DrawWeights,
  inputs: GenerateInputs,
  trace = false,
): GenerateResult {
  if (hasKernels()) return generateWasm(config, weights, inputs, trace);
  const { z, state } = inputs;
  return scanGenerate(
    config,
    weights,
    { ...inputs, state: repeated(state, z.shape[1]! / state.canvas.shape[0]!) },
    trace,
  );
}

/** The same step by step. The state is of B images. */
export function scanGenerate(
  config: DrawConfig,
  weights: DrawWeights,
  { z, state, labels }: GenerateInputs,
  trace = false,
): GenerateResult {
  const steps: ReturnType<typeof decodeStep>[] = [];
  let now: Pick<DrawState, "canvas" | "decoder"> = state;
  for (const zt of stepsOf(z)) {
    const step = decodeStep(config, weights, zt, now, labels);
    steps.push(step);
    now = step;
  }
  if (!trace) return { canvas: now.canvas };
  const windows = stackedWindows(steps.map((step) => step.writeWindow));
  return {
    canvas: now.canvas,
    canvases: tf.stack(steps.map((step) => step.canvas)),
    ...(windows && { writeWindows: windows }),
  };
}

/** Of each step. tfjs's `unstack` of one has no gradient. */
function stepsOf(x: Tensor): Tensor[] {
  return x.shape[0] === 1 ? [tf.reshape(x, x.shape.slice(1))] : tf.unstack(x);
}
