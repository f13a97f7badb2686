// What the two kernels of a sequence are told: sizes, where things lie in a record, and addresses. Written by
// packages/ntm/src/plan.ts, in the same order.
import { bytes } from "../bytes";

/** When the heads look at the memory. */
export const WRITE_FIRST: u32 = 0;
export const READ_PREVIOUS: u32 = 1;

/**
 * A record holds what one step of one sequence computed, for the gradient and for the trace. The tape, [B, T, record], begins with the
 * layers of the controller (`layerAt`), and has at these places, in floats:
 *
 * speech: [h | reads]    raw: the heads' requests, activated    content, likeness, shifted, weights: [heads, N]
 * norms: [N], of the slots of `memory`: [N, W]
 */
@unmanaged
export class Plan {
  B: u32;
  T: u32;
  I: u32;
  O: u32;
  U: u32;
  L: u32;
  N: u32;
  W: u32;
  S: u32;
  R: u32;
  heads: u32;
  /** 2 for an LSTM, else 0 */
  states: u32;
  order: u32;
  tanhKey: u32;
  tanhAdd: u32;
  /** 1 where each sequence has a first state of its own, 0 where all have the same */
  stride: u32;

  record: u32;
  speech: u32;
  raw: u32;
  content: u32;
  likeness: u32;
  shifted: u32;
  weights: u32;
  norms: u32;
  memory: u32;

  x: usize;
  headsKernel: usize;
  headsBias: usize;
  outputKernel: usize;
  outputBias: usize;
  memory0: usize;
  weights0: usize;
  reads0: usize;
  controller0: usize;
  logits: usize;
  tape: usize;
  /** the state after the last step; in the gradient its cotangents */
  memoryT: usize;
  weightsT: usize;
  readsT: usize;
  controllerT: usize;

  dLogits: usize;
  dX: usize;
  dHeadsKernel: usize;
  dHeadsBias: usize;
  dOutputKernel: usize;
  dOutputBias: usize;
  dMemory0: usize;
  dWeights0: usize;
  dReads0: usize;
  dController0: usize;

  // where the backward kernel has what in its scratch; it writes these itself
  gemm: usize;
  norms0: usize;
  /** what the step after t wants of the state after t: [B, N, W], [B, heads, N], [B, R, W], [B, L, 2, U] */
  dMemory: usize;
  dWeights: usize;
  dReads: usize;
  dController: usize;
  /** of all steps, for the products over time: [B, T, U + R W], [B, T, row], for each layer [B, T, width] */
  dSpeech: usize;
  dRaw: usize;
  dLayers: usize;
  /** of a layer's input at one step, [B, widest] */
  dInput: usize;
  row: usize;
  /** the kernels of the heads and of each layer, transposed, for more than a few sequences at once */
  turned: usize;
  // then, for each layer: kernel, bias, dKernel, dBias
}

/**
 * So many sequences go through time together: their records of two steps and the weights fit into the second cache, and the weights
 * are loaded once for all of them.
 */
export const GROUP: u32 = 8;

export const KERNEL: u32 = 0;
export const BIAS: u32 = 1;
export const D_KERNEL: u32 = 2;
export const D_BIAS: u32 = 3;

/** One of the four addresses of a layer. */
export function layerPointer(p: Plan, l: u32, which: u32): usize {
  return load<usize>(changetype<usize>(p) + offsetof<Plan>() + bytes(4 * l + which));
}

export function recordOf(p: Plan, b: u32, t: u32): usize {
  return p.tape + bytes(b * p.T + t) * p.record;
}

/** Numbers that a layer gets, an LSTM's own last h after the others. */
export function layerInput(p: Plan, l: u32): u32 {
  return (l == 0 ? p.I + p.R * p.W : p.U) + (p.states == 0 ? 0 : p.U);
}

/** Where a layer's input lies in a record; after it, of an LSTM, its gates [4, U] and c [U]. */
export function layerAt(p: Plan, l: u32): u32 {
  return l == 0 ? 0 : layerSize(p, 0) + (l - 1) * layerSize(p, 1);
}

function layerSize(p: Plan, l: u32): u32 {
  return layerInput(p, l) + (p.states == 0 ? 0 : 5 * p.U);
}

/** Where a layer's h lies: in the input of the next one, or in what the heads hear. */
export function hAt(p: Plan, l: u32): u32 {
  return l + 1 == p.L ? p.speech : layerAt(p, l + 1);
}

/** Columns of a layer's kernel. */
export function layerWidth(p: Plan): u32 {
  return p.states == 0 ? p.U : 4 * p.U;
}

/** Numbers that a head gets from the controller. */
export function headRow(p: Plan, h: u32): u32 {
  return p.W + 3 + p.S + (h < p.R ? 0 : 2 * p.W);
}

/** Where they begin; for h = heads, how many all get. */
export function headAt(p: Plan, h: u32): u32 {
  return h * (p.W + 3 + p.S) + (h > p.R ? (h - p.R) * 2 * p.W : 0);
}

/** What was before step t: the first state, or the record of t − 1. */
export function memoryBefore(p: Plan, b: u32, t: u32): usize {
  return t == 0 ? p.memory0 + bytes(b * p.stride * p.N * p.W) : recordOf(p, b, t - 1) + bytes(p.memory);
}

export function weightsBefore(p: Plan, b: u32, t: u32): usize {
  return t == 0 ? p.weights0 + bytes(b * p.stride * p.heads * p.N) : recordOf(p, b, t - 1) + bytes(p.weights);
}

/** @param norms0 of the first memory, [B or 1, N] */
export function normsBefore(p: Plan, norms0: usize, b: u32, t: u32): usize {
  return t == 0 ? norms0 + bytes(b * p.stride * p.N) : recordOf(p, b, t - 1) + bytes(p.norms);
}

export function readsBefore(p: Plan, b: u32, t: u32): usize {
  return t == 0 ? p.reads0 + bytes(b * p.stride * p.R * p.W) : recordOf(p, b, t - 1) + bytes(p.speech + p.U);
}

export function hBefore(p: Plan, l: u32, b: u32, t: u32): usize {
  return t == 0 ? firstState(p, l, b, 0) : recordOf(p, b, t - 1) + bytes(hAt(p, l));
}

export function cBefore(p: Plan, l: u32, b: u32, t: u32): usize {
  return t == 0 ? firstState(p, l, b, 1) : recordOf(p, b, t - 1) + bytes(cAt(p, l));
}

function firstState(p: Plan, l: u32, b: u32, which: u32): usize {
  return p.controller0 + bytes(((b * p.stride * p.L + l) * 2 + which) * p.U);
}

export function gatesAt(p: Plan, l: u32): u32 {
  return layerAt(p, l) + layerInput(p, l);
}

export function cAt(p: Plan, l: u32): u32 {
  return gatesAt(p, l) + 4 * p.U;
}
