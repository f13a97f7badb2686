// The gradient of a Neural Turing Machine through time.
import { bytes } from "../bytes";
import { copy } from "../copy";
import { eraseAddRowGrad } from "../eraseAdd";
import { gemmScratch, gemmStrided } from "../gemm";
import { transpose } from "../gemmPack";
import { lstmRowGrad } from "../lstm";
import { addScaled } from "../rowMath";
import { rowsScratch, sumRows } from "../rows";
import { lookGrad, norms, readRowGrad } from "./look";
import * as plan from "./plan";
import { requestGrad, tanhRowGrad } from "./requests";

/** For so many sequences the kernels are multiplied as they are; for more, each group of them would have to pack them anew. */
const FEW: u32 = 4;

/** Notes in the plan where a scratch at `start` has what; returns where it ends. */
function furnish(p: plan.Plan, start: usize): usize {
  const rows = p.B * p.T;
  p.gemm = start;
  p.norms0 = p.gemm + bytes((backwardGemm(p) + 3) & ~3);
  p.dMemory = p.norms0 + bytes(p.B * p.N);
  p.dWeights = p.dMemory + bytes(p.B * p.N * p.W);
  p.dReads = p.dWeights + bytes(p.B * p.heads * p.N);
  p.dController = p.dReads + bytes(p.B * p.R * p.W);
  p.dSpeech = p.dController + bytes(p.B * p.L * p.states * p.U);
  p.dRaw = p.dSpeech + bytes(rows * (p.U + p.R * p.W));
  p.dLayers = p.dRaw + bytes(rows * plan.headAt(p, p.heads));
  p.dInput = p.dLayers + bytes(rows * p.L * plan.layerWidth(p));
  p.row = p.dInput + bytes(p.B * max(plan.layerInput(p, 0), p.L > 1 ? plan.layerInput(p, 1) : 0));
  const columns = max(rowsScratch(plan.layerWidth(p)), max(rowsScratch(plan.headAt(p, p.heads)), rowsScratch(p.O)));
  p.turned = p.row + bytes(max(4 * p.N + p.S, columns));
  return p.turned + bytes(p.B > FEW ? turnedSize(p) : 0);
}

function turnedSize(p: plan.Plan): u32 {
  let size = p.U * plan.headAt(p, p.heads);
  for (let l: u32 = 0; l < p.L; l++) size += plan.layerInput(p, l) * plan.layerWidth(p);
  return size;
}

function turnKernels(p: plan.Plan): void {
  const row = plan.headAt(p, p.heads);
  const width = plan.layerWidth(p);
  transpose(p.headsKernel, p.turned, p.U, row);
  let out = p.turned + bytes(p.U * row);
  for (let l: u32 = 0; l < p.L; l++) {
    const size = plan.layerInput(p, l);
    transpose(plan.layerPointer(p, l, plan.KERNEL), out, size, width);
    out += bytes(size * width);
  }
}

/** Where the transposed kernel of a layer is. */
function turnedLayer(p: plan.Plan, l: u32): usize {
  const first = p.turned + bytes(p.U * plan.headAt(p, p.heads));
  if (l == 0) return first;
  return first + bytes((plan.layerInput(p, 0) + (l - 1) * plan.layerInput(p, 1)) * plan.layerWidth(p));
}

function backwardGemm(p: plan.Plan): u32 {
  const rows = p.B * p.T;
  const speech = p.U + p.R * p.W;
  const row = plan.headAt(p, p.heads);
  let most = max(gemmScratch(rows, speech, p.O), gemmScratch(speech, p.O, rows));
  most = max(most, max(gemmScratch(min(p.B, plan.GROUP), p.U, row), gemmScratch(p.U, row, rows)));
  for (let l: u32 = 0; l < p.L; l++) {
    const input = plan.layerInput(p, l);
    const width = plan.layerWidth(p);
    most = max(most, max(gemmScratch(min(p.B, plan.GROUP), input, width), gemmScratch(input, width, rows)));
  }
  return most;
}

/** Floats of scratch that `ntmBackward` needs. */
export function ntmBackwardScratch(at: usize): u32 {
  return (furnish(changetype<plan.Plan>(at), 0) >> 2) as u32;
}

/**
 * The gradients for the inputs, the first state and all weights, all overwritten, from the tape of `ntmForward`. Where all sequences
 * have the same first state (stride 0), its gradients are sums over the batch.
 *
 * at: the address of a `Plan`
 */
export function ntmBackward(at: usize, scratch: usize): void {
  const p = changetype<plan.Plan>(at);
  furnish(p, scratch);
  begin(p);
  for (let b: u32 = 0; b < p.B; b += plan.GROUP) {
    const end = min(b + plan.GROUP, p.B);
    for (let t = p.T; t-- > 0; ) {
      for (let i = b; i < end; i++) {
        hearFromOutput(p, i, t);
        useMemoryGrad(p, i, t);
      }
      controlGrad(p, b, end, t);
    }
  }
  finish(p);
  weightGradients(p);
}

function begin(p: plan.Plan): void {
  for (let b: u32 = 0; b < (p.stride == 0 ? 1 : p.B); b++) {
    norms(p.memory0 + bytes(b * p.N * p.W), p.norms0 + bytes(b * p.N), p.N, p.W);
  }
  copy(p.memoryT, p.dMemory, p.B * p.N * p.W);
  copy(p.weightsT, p.dWeights, p.B * p.heads * p.N);
  copy(p.readsT, p.dReads, p.B * p.R * p.W);
  copy(p.controllerT, p.dController, p.B * p.L * p.states * p.U);
  const columns = p.U + p.R * p.W;
  const rows = p.B * p.T;
  gemmStrided(p.dLogits, p.O, p.outputKernel, p.O, p.dSpeech, columns, p.gemm, rows, columns, p.O, false, true, false);
  if (p.B > FEW) turnKernels(p);
}

/** C (+)= A Bᵀ; where there are more than a few sequences, from B transposed already. */
function timesTransposed(
  p: plan.Plan,
  a: usize,
  lda: u32,
  b: usize,
  turned: usize,
  c: usize,
  ldc: u32,
  M: u32,
  N: u32,
  K: u32,
  accumulate: bool,
): void {
  if (p.B > FEW) gemmStrided(a, lda, turned, N, c, ldc, p.gemm, M, N, K, false, false, accumulate);
  else gemmStrided(a, lda, b, K, c, ldc, p.gemm, M, N, K, false, true, accumulate);
}

/** The output's wish for what was read joins that of the next step. */
function hearFromOutput(p: plan.Plan, b: u32, t: u32): void {
  const words = p.R * p.W;
  const from = p.dSpeech + bytes((b * p.T + t) * (p.U + words) + p.U);
  addScaled(1, from, p.dReads + bytes(b * words), words);
}

/** Turns dMemory, dWeights and dReads from what comes after the step into what comes before it, and finds dRaw. */
function useMemoryGrad(p: plan.Plan, b: u32, t: u32): void {
  const record = plan.recordOf(p, b, t);
  const before = plan.memoryBefore(p, b, t);
  const normsBefore = plan.normsBefore(p, p.norms0, b, t);
  const memory = record + bytes(p.memory);
  const columns = plan.headAt(p, p.heads);
  const dRaw = p.dRaw + bytes((b * p.T + t) * columns);
  clear(dRaw, columns);
  const ownNorms = record + bytes(p.norms);
  if (p.order == plan.WRITE_FIRST) {
    readGrad(p, b, t, memory);
    for (let h: u32 = 0; h < p.R; h++) lookForGrad(p, b, t, h, memory, ownNorms, dRaw);
    writeGrad(p, b, t, before, dRaw);
  } else if (p.order == plan.READ_PREVIOUS) {
    writeGrad(p, b, t, before, dRaw);
    readGrad(p, b, t, before);
    for (let h: u32 = 0; h < p.R; h++) lookForGrad(p, b, t, h, before, normsBefore, dRaw);
  } else {
    readGrad(p, b, t, memory);
    writeGrad(p, b, t, before, dRaw);
    for (let h: u32 = 0; h < p.R; h++) lookForGrad(p, b, t, h, before, normsBefore, dRaw);
  }
  for (let h = p.R; h < p.heads; h++) lookForGrad(p, b, t, h, before, normsBefore, dRaw);
  for (let h: u32 = 0; h < p.heads; h++) {
    const at = bytes(plan.headAt(p, h));
    const request = record + bytes(p.raw) + at;
    requestGrad(dRaw + at, request, p.W, p.S, p.tanhKey != 0, p.tanhAdd != 0, h >= p.R);
  }
}

function clear(at: usize, n: u32): void {
  memory.fill(at, 0, bytes(n));
}

/** dMemory and dWeights of the read heads, from dReads. */
function readGrad(p: plan.Plan, b: u32, t: u32, memory: usize): void {
  const record = plan.recordOf(p, b, t);
  for (let h: u32 = 0; h < p.R; h++) {
    readRowGrad(
      p.dReads + bytes((b * p.R + h) * p.W),
      memory,
      record + bytes(p.weights + h * p.N),
      p.dMemory + bytes(b * p.N * p.W),
      p.dWeights + bytes((b * p.heads + h) * p.N),
      p.N,
      p.W,
    );
  }
}

/** dMemory before the step from that after it; dWeights of the write heads, and what they erased and added. */
function writeGrad(p: plan.Plan, b: u32, t: u32, before: usize, dRaw: usize): void {
  const record = plan.recordOf(p, b, t);
  const at = bytes(plan.headAt(p, p.R) + p.W + 3 + p.S);
  const words = record + bytes(p.raw) + at;
  const dMemory = p.dMemory + bytes(b * p.N * p.W);
  eraseAddRowGrad(
    dMemory,
    before,
    record + bytes(p.weights + p.R * p.N),
    words,
    words + bytes(p.W),
    dMemory,
    p.dWeights + bytes((b * p.heads + p.R) * p.N),
    dRaw + at,
    dRaw + at + bytes(p.W),
    p.heads - p.R,
    plan.headRow(p, p.R),
    p.N,
    p.W,
  );
}

function lookForGrad(p: plan.Plan, b: u32, t: u32, h: u32, memory: usize, norms: usize, dRaw: usize): void {
  const record = plan.recordOf(p, b, t);
  const at = h * p.N;
  const request = bytes(plan.headAt(p, h));
  lookGrad(
    p.dWeights + bytes((b * p.heads + h) * p.N),
    record + bytes(p.raw) + request,
    memory,
    norms,
    plan.weightsBefore(p, b, t) + bytes(at),
    record + bytes(p.likeness + at),
    record + bytes(p.content + at),
    record + bytes(p.shifted + at),
    record + bytes(p.weights + at),
    dRaw + request,
    p.dMemory + bytes(b * p.N * p.W),
    p.row,
    p.N,
    p.W,
    p.S,
  );
}

/** From dRaw and the output's wish for h to the gradients of the layers, the inputs, the words read before and the state before. */
function controlGrad(p: plan.Plan, from: u32, end: u32, t: u32): void {
  const M = end - from;
  const first = from * p.T + t;
  const columns = plan.headAt(p, p.heads);
  const speech = p.U + p.R * p.W;
  const width = plan.layerWidth(p);
  let dH = p.dSpeech + bytes(first * speech); // of the layer's h, [M, U] with rows `ldH` apart
  let ldH = p.T * speech;
  const dRaw = p.dRaw + bytes(first * columns);
  timesTransposed(p, dRaw, p.T * columns, p.headsKernel, p.turned, dH, ldH, M, p.U, columns, true);
  for (let l = p.L; l-- > 0; ) {
    const size = plan.layerInput(p, l);
    const dLayer = p.dLayers + bytes((l * p.B * p.T + first) * width);
    for (let i: u32 = 0; i < M; i++) {
      layerGrad(p, l, from + i, t, dH + bytes(i * ldH), dLayer + bytes(i * p.T * width));
    }
    const kernel = plan.layerPointer(p, l, plan.KERNEL);
    timesTransposed(p, dLayer, p.T * width, kernel, turnedLayer(p, l), p.dInput, size, M, size, width, false);
    if (p.states != 0) {
      for (let i: u32 = 0; i < M; i++) {
        copy(p.dInput + bytes((i + 1) * size - p.U), p.dController + bytes(((from + i) * p.L + l) * 2 * p.U), p.U);
      }
    }
    dH = p.dInput;
    ldH = size;
  }
  const size = plan.layerInput(p, 0);
  for (let i: u32 = 0; i < M; i++) {
    const row = p.dInput + bytes(i * size);
    copy(row, p.dX + bytes((first + i * p.T) * p.I), p.I);
    copy(row + bytes(p.I), p.dReads + bytes((from + i) * p.R * p.W), p.R * p.W);
  }
}

/** Of one layer's product; dH may be the row that it is written to. */
function layerGrad(p: plan.Plan, l: u32, b: u32, t: u32, dH: usize, dLayer: usize): void {
  const record = plan.recordOf(p, b, t);
  if (p.states == 0) {
    copy(dH, dLayer, p.U);
    tanhRowGrad(dLayer, record + bytes(plan.hAt(p, l)), p.U);
    return;
  }
  const dState = p.dController + bytes((b * p.L + l) * 2 * p.U);
  addScaled(1, dState, dH, p.U);
  const gates = record + bytes(plan.gatesAt(p, l));
  const c = record + bytes(plan.cAt(p, l));
  lstmRowGrad(dH, dState + bytes(p.U), gates, plan.cBefore(p, l, b, t), c, dLayer, p.U);
}

/** What is left of the state's gradients is that of the first state. */
function finish(p: plan.Plan): void {
  giveState(p, p.dMemory, p.dMemory0, p.N * p.W);
  giveState(p, p.dWeights, p.dWeights0, p.heads * p.N);
  giveState(p, p.dReads, p.dReads0, p.R * p.W);
  giveState(p, p.dController, p.dController0, p.L * p.states * p.U);
}

function giveState(p: plan.Plan, from: usize, to: usize, n: u32): void {
  if (p.stride != 0) {
    copy(from, to, p.B * n);
    return;
  }
  clear(to, n);
  for (let b: u32 = 0; b < p.B; b++) addScaled(1, from + bytes(b * n), to, n);
}

/** Each weight's, as one product over time and batch. */
function weightGradients(p: plan.Plan): void {
  const rows = p.B * p.T;
  const columns = plan.headAt(p, p.heads);
  const width = plan.layerWidth(p);
  const speech = p.tape + bytes(p.speech);
  overTime(p, speech, p.U + p.R * p.W, p.dLogits, p.O, p.dOutputKernel, p.dOutputBias);
  overTime(p, speech, p.U, p.dRaw, columns, p.dHeadsKernel, p.dHeadsBias);
  for (let l: u32 = 0; l < p.L; l++) {
    overTime(
      p,
      p.tape + bytes(plan.layerAt(p, l)),
      plan.layerInput(p, l),
      p.dLayers + bytes(l * rows * width),
      width,
      plan.layerPointer(p, l, plan.D_KERNEL),
      plan.layerPointer(p, l, plan.D_BIAS),
    );
  }
}

/** dKernel = xᵀ d and dBias, the sum of d's rows.     x: [B T, size] in the records    d: [B T, columns] */
function overTime(p: plan.Plan, x: usize, size: u32, d: usize, columns: u32, dKernel: usize, dBias: usize): void {
  const rows = p.B * p.T;
  gemmStrided(x, p.record, d, columns, dKernel, columns, p.gemm, size, columns, rows, true, false, false);
  sumRows(d, dBias, p.row, rows, columns);
}
