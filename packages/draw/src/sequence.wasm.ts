// All steps in one kernel, and their gradient in another. They share a tape, [T, B, record], or the gradient makes it anew.
import { type Heap, runOps, type WasmOp, wasmOp, workspace } from "@attn/core/kernels";
import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { DrawConfig } from "./options";
import { type Call, type InputName, layoutOf, type Mode, type Pointers, planOf } from "./plan.wasm";
import type { DrawInputs, DrawResult, GenerateInputs, GenerateResult } from "./sequence";
import { type Sizes, sizesOf } from "./sizes";
import type { DrawState } from "./state";
import { tapeTrace, tapeWrites } from "./tapeTrace";
import type { DrawWeights } from "./weights";

export function sequenceWasm(config: DrawConfig, weights: DrawWeights, inputs: DrawInputs, trace: boolean): DrawResult {
  const call = callOf(config, "autoencode", inputs.noise, inputs.state);
  const tape = workspace("run", [call.T, call.B, layoutOf(call, call.mode).record]);
  const { kl, state } = autoencode(call, weights, inputs, tape);
  return { kl, state, ...(trace && { trace: tapeTrace(call, tape) }) };
}

/**
 * The same in pieces of some steps, of which each keeps nothing but its result: its gradient runs the piece again. The tape is that of
 * one piece at a time.
 */
export function recomputingWasm(
  config: DrawConfig,
  weights: DrawWeights,
  inputs: DrawInputs,
  steps: number,
): DrawResult {
  const kls: Tensor[] = [];
  let { state } = inputs;
  for (let t = 0; t < inputs.noise.shape[0]!; t += steps) {
    const noise = tf.slice(inputs.noise, t, Math.min(steps, inputs.noise.shape[0]! - t));
    const piece = autoencode(callOf(config, "autoencode", noise, state), weights, { ...inputs, noise, state });
    kls.push(piece.kl);
    state = piece.state;
  }
  return { kl: tf.concat(kls, 0), state };
}

export function generateWasm(
  config: DrawConfig,
  weights: DrawWeights,
  { z, state, labels }: GenerateInputs,
  trace: boolean,
): GenerateResult {
  const call = callOf(config, "generate", z, state);
  const tape = workspace("generate", [call.T, call.B, layoutOf(call, call.mode).record]);
  const first = { canvas0: state.canvas, decoder0: state.decoder };
  const [canvas] = run(call, { ...weights, ...first, noise: z, ...(labels && { labels }) }, tape);
  return { canvas: canvas!, ...(trace && tapeWrites(call, tape)) };
}

/** h and c of the encoder after T glimpses at images, `[B, 2, E]`. */
export function glimpseWasm(
  sizes: Sizes & Pick<Call, "origin" | "epsilon">,
  weights: DrawWeights,
  x: Tensor,
  first: Tensor,
  T: number,
) {
  const call: Call = { ...sizes, mode: "glimpse", B: x.shape[0]!, T, ownState: first.shape[0] !== 1 };
  const tape = workspace("glimpse", [T, call.B, layoutOf(call, call.mode).record]);
  const [encoder] = run(call, { ...weights, x, encoder0: first }, tape);
  return { encoder: encoder!, call, tape, windowsAt: layoutOf(call, call.mode).readWindow };
}

function callOf(config: DrawConfig, mode: Mode, noise: Tensor, state: DrawState): Call {
  const [T, B] = noise.shape as [number, number];
  return {
    ...sizesOf(config),
    mode,
    B,
    T,
    origin: config.pixelOrigin,
    epsilon: config.epsilon,
    ownState: state.canvas.shape[0] !== 1,
  };
}

function autoencode(
  call: Call,
  weights: DrawWeights,
  { x, noise, state, labels }: DrawInputs,
  tape?: Tensor,
): DrawResult {
  const first = { canvas0: state.canvas, encoder0: state.encoder, decoder0: state.decoder };
  const given = { ...weights, ...first, x, noise, ...(labels && { labels }) };
  const [kl, canvas, encoder, decoder] = run(call, given, tape);
  return { kl: kl!, state: { canvas: canvas!, encoder: encoder!, decoder: decoder! } };
}

function run(call: Call, given: Readonly<Record<string, Tensor>>, tape?: Tensor): Tensor[] {
  const op = sequenceOp(call, tape !== undefined);
  const inputs = Object.fromEntries(op.inputs.map((name) => [name, name === "tape" ? tape! : given[name]!]));
  return runOps(op, inputs, call);
}

/** What goes in, by mode. Whether there are windows and labels is part of the kind of operator too: it decides which inputs it has. */
function inputNames({ mode, readSize, writeSize, K }: Call): InputName[] {
  const of = (when: boolean, ...names: InputName[]) => (when ? names : []);
  const [encodes, decodes] = [mode !== "generate", mode !== "glimpse"];
  return [
    ...of(encodes, "x"),
    ...of(decodes, "noise"),
    ...of(decodes && K > 0, "labels"),
    ...of(encodes && readSize > 0, "readWindow.kernel", "readWindow.bias"),
    ...of(encodes, "encoder.kernel", "encoder.bias"),
    ...of(mode === "autoencode", "latent.kernel", "latent.bias"),
    ...of(decodes, "decoder.kernel", "decoder.bias"),
    ...of(decodes && writeSize > 0, "writeWindow.kernel", "writeWindow.bias"),
    ...of(decodes, "patch.kernel", "patch.bias", "canvas0"),
    ...of(encodes, "encoder0"),
    ...of(decodes, "decoder0"),
  ];
}

type Infos = Record<string, TensorInfo>;
type Ends = keyof Pointers["ends"];

/** The results, with their shapes. */
function endShapes({ mode, B, T, H, W, C, E, D }: Call): [Ends, number[]][] {
  const [encodes, decodes] = [mode !== "generate", mode !== "glimpse"];
  return [
    ...(mode === "autoencode" ? [["kl", [T, B]] as [Ends, number[]]] : []),
    ...(decodes ? [["canvas", [B, H, W, C]] as [Ends, number[]]] : []),
    ...(encodes ? [["encoder", [B, 2, E]] as [Ends, number[]]] : []),
    ...(decodes ? [["decoder", [B, 2, D]] as [Ends, number[]]] : []),
  ];
}

/** One kind of operator for each set of inputs, and for a tape that is kept or not. */
function sequenceOp(call: Call, keepsTape: boolean): WasmOp<string, Call> {
  const names = inputNames(call);
  const { mode, readSize, writeSize, K } = call;
  const name = ["DrawSequence", mode, ...[readSize > 0, writeSize > 0, K > 0, keepsTape].map(Number)].join("/");
  return wasmOp({
    name,
    inputs: keepsTape ? [...names, "tape"] : names,

    forward(given: Infos, call: Call, heap: Heap) {
      const ends = endShapes(call).map(([, shape]) => heap.empty(shape));
      const tape = given.tape ? heap.pointer(given.tape) : heap.scratch(tapeSize(call));
      runForward(call, pointersTo(names, given, heap), tape, ends.map(heap.pointer), heap);
      return ends;
    },

    gradient(dOut: Tensor[], given: Record<string, Tensor>, call: Call) {
      const wishes = Object.fromEntries(dOut.map((d, i) => [`d${i}`, d]));
      const gradients = runOps(gradientOp(name, names), { ...given, ...wishes }, call);
      return Object.fromEntries(names.map((input, i) => [input, () => gradients[i]!]));
    },
  });
}

function gradientOp(name: string, names: readonly InputName[]): WasmOp<string, Call> {
  return wasmOp({
    name: name.replace("DrawSequence", "DrawSequenceGrad"),
    inputs: [],

    forward(given: Infos, call: Call, heap: Heap) {
      const grads = names.map((input) => heap.empty(given[input]!.shape));
      const inputs = pointersTo(names, given, heap);
      const tape = given.tape ? heap.pointer(given.tape) : heap.scratch(tapeSize(call));
      if (!given.tape) {
        const ends = endShapes(call).map(([, shape]) => heap.scratch(tf.util.sizeFromShape(shape)));
        runForward(call, inputs, tape, ends, heap);
      }
      const wishes = endShapes(call).map((_, i) => heap.pointer(given[`d${i}`]!));
      const plan = heap.table(
        planOf(call, {
          ...{ inputs, tape, ends: named(call, wishes) },
          grads: Object.fromEntries(names.map((input, i) => [input, heap.pointer(grads[i]!)])),
        }),
      );
      heap.kernels.drawBackward(plan, heap.scratch(heap.kernels.drawBackwardScratch(plan)));
      return grads;
    },
  });
}

function runForward(call: Call, inputs: Pointers["inputs"], tape: number, ends: number[], heap: Heap): void {
  const plan = heap.table(planOf(call, { inputs, grads: {}, tape, ends: named(call, ends) }));
  heap.kernels.drawForward(plan, heap.scratch(heap.kernels.drawForwardScratch(plan)));
}

const pointersTo = (names: readonly InputName[], given: Infos, { pointer }: Heap): Pointers["inputs"] =>
  Object.fromEntries(names.map((name) => [name, pointer(given[name]!)]));

const named = (call: Call, pointers: readonly number[]): Pointers["ends"] =>
  Object.fromEntries(endShapes(call).map(([name], i) => [name, pointers[i]!]));

const tapeSize = (call: Call): number => call.T * call.B * layoutOf(call, call.mode).record;

/** Bytes that the tape of the kernels has for each step of each image. */
export const bytesPerStep = (config: DrawConfig): number =>
  layoutOf(sizesOf(config), "autoencode").record * tf.util.bytesPerElement("float32");
