// A whole sequence in one kernel, and its gradient through time in another. They share a tape, [B, T, record].
import { type Heap, runOps, type WasmOp, wasmOp, workspace } from "@attn/core/kernels";
import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { NTMConfig } from "./options";
import { type Call, layoutOf, planOf } from "./plan.wasm";
import type { NTMResult } from "./sequence";
import { type Sizes, sizesOf } from "./sizes";
import type { NTMState } from "./state";
import { tapeTrace } from "./tapeTrace";
import type { NTMWeights } from "./weights";

const orders = ["write-first", "read-previous", "address-previous"];

export function sequenceWasm(
  config: NTMConfig,
  weights: NTMWeights,
  x: Tensor,
  state: NTMState,
  trace: boolean,
): NTMResult {
  const sizes = sizesOf(config);
  const [B, T] = x.shape as [number, number, number];
  const call: Call = {
    ...sizes,
    ...{ B, T },
    order: orders.indexOf(config.memoryOrder),
    tanhKey: config.keyActivation === "tanh",
    tanhAdd: config.addActivation === "tanh",
    ownState: state.memory.shape[0] !== 1,
  };
  const tape = workspace("run", [B, T, layoutOf(sizes).record]);
  const named = Object.fromEntries(weightNames(call).map((name) => [name, weights[nameOf(config, name)]!]));
  const { memory: memory0, weights: weights0, reads: reads0, controller } = state;
  const first = { memory0, weights0, reads0, ...(controller[0] && { controller0: controller[0] }) };
  const [outputs, memory, places, reads, ...rest] = runOps(sequenceOp(call), { x, tape, ...first, ...named }, call);
  return {
    outputs: outputs!,
    state: { memory: memory!, weights: places!, reads: reads!, controller: rest },
    ...(trace && { trace: tapeTrace(sizes, tape) }),
  };
}

const nameOf = ({ controller }: NTMConfig, name: string) =>
  /^layer/.test(name) ? name.replace("layer", controller.type) : name;

/** The weights, by names that all controllers share. */
function weightNames({ L }: Sizes): string[] {
  const layers = Array.from({ length: L }, (_, l) => [`layer${l}.kernel`, `layer${l}.bias`]);
  return ["heads.kernel", "heads.bias", "output.kernel", "output.bias", ...layers.flat()];
}

const stateNames = ({ states }: Sizes) => ["memory0", "weights0", "reads0", ...(states > 0 ? ["controller0"] : [])];

type Infos = Record<string, TensorInfo>;

/** One kind of operator for each kind of controller and number of layers: they differ in their inputs. */
function sequenceOp(sizes: Sizes): WasmOp<string, Call> {
  const inputs = ["x", "tape", ...stateNames(sizes), ...weightNames(sizes)];
  return wasmOp({
    name: `NtmSequence/${sizes.states}/${sizes.L}`,
    inputs,

    forward(given: Infos, call: Call, heap: Heap) {
      const { B, T, O } = call;
      const logits = heap.empty([B, T, O]);
      const last = stateShapes(call).map((shape) => heap.empty(shape));
      const plan = heap.table(
        planOf(call, {
          named: { ...pointersIn(given, heap), logits: heap.pointer(logits), ...ends(last, heap) },
          layers: layerPointers(call, given, {}, heap),
        }),
      );
      heap.kernels.ntmForward(plan, heap.scratch(heap.kernels.ntmForwardScratch(plan)));
      return [logits, ...last];
    },

    gradient(dOut: Tensor[], given: Record<string, Tensor>, call: Call) {
      const [dLogits, ...dLast] = dOut;
      const wishes = Object.fromEntries(dLast.map((d, i) => [`d${i}`, d]));
      const wanted = inputs.filter((name) => name !== "tape");
      const gradients = runOps(gradientOp(sizes, wanted), { ...given, dLogits: dLogits!, ...wishes }, call);
      return Object.fromEntries(wanted.map((name, i) => [name, () => gradients[i]!]));
    },
  });
}

function gradientOp(sizes: Sizes, wanted: readonly string[]): WasmOp<string, Call> {
  return wasmOp({
    name: `NtmSequenceGrad/${sizes.states}/${sizes.L}`,
    inputs: [],

    forward(given: Infos, call: Call, heap: Heap) {
      const grads: Infos = Object.fromEntries(wanted.map((name) => [name, heap.empty(given[name]!.shape)]));
      const at = (name: string) => heap.pointer(grads[name]!);
      const wishes = stateNames(call).map((_, i) => given[`d${i}`]!);
      const plan = heap.table(
        planOf(call, {
          named: {
            ...pointersIn(given, heap),
            ...ends(wishes, heap),
            dLogits: heap.pointer(given.dLogits!),
            ...{ dX: at("x"), dMemory0: at("memory0"), dWeights0: at("weights0"), dReads0: at("reads0") },
            ...(grads.controller0 && { dController0: at("controller0") }),
            ...{ dHeadsKernel: at("heads.kernel"), dHeadsBias: at("heads.bias") },
            ...{ dOutputKernel: at("output.kernel"), dOutputBias: at("output.bias") },
          },
          layers: layerPointers(call, given, grads, heap),
        }),
      );
      heap.kernels.ntmBackward(plan, heap.scratch(heap.kernels.ntmBackwardScratch(plan)));
      return wanted.map((name) => grads[name]!);
    },
  });
}

function stateShapes({ B, N, W, R, heads, L, U, states }: Call): number[][] {
  return [[B, N, W], [B, heads, N], [B, R, W], ...(states > 0 ? [[B, L, states, U]] : [])];
}

function pointersIn(given: Infos, { pointer }: Heap) {
  return {
    ...{ x: pointer(given.x!), tape: pointer(given.tape!) },
    ...{ headsKernel: pointer(given["heads.kernel"]!), headsBias: pointer(given["heads.bias"]!) },
    ...{ outputKernel: pointer(given["output.kernel"]!), outputBias: pointer(given["output.bias"]!) },
    ...{ memory0: pointer(given.memory0!), weights0: pointer(given.weights0!), reads0: pointer(given.reads0!) },
    ...(given.controller0 && { controller0: pointer(given.controller0) }),
  };
}

/** The state after the last step, or what is wished of it. */
function ends([memory, weights, reads, controller]: TensorInfo[], { pointer }: Heap) {
  return {
    ...{ memoryT: pointer(memory!), weightsT: pointer(weights!), readsT: pointer(reads!) },
    ...(controller && { controllerT: pointer(controller) }),
  };
}

function layerPointers({ L }: Sizes, given: Infos, grads: Infos, { pointer }: Heap): number[] {
  const parts = Array.from({ length: L }, (_, l) => [`layer${l}.kernel`, `layer${l}.bias`]);
  const at = (tensor: TensorInfo | undefined) => (tensor ? pointer(tensor) : 0);
  return parts.flatMap((names) => [...names.map((name) => at(given[name])), ...names.map((name) => at(grads[name]))]);
}

/** Bytes that the tape of the kernels has for each step of each sequence. */
export const bytesPerStep = (config: NTMConfig): number =>
  layoutOf(sizesOf(config)).record * tf.util.bytesPerElement("float32");
