// A Neural Turing Machine over a whole sequence.     NTM, figure 1
import { bytes } from "../bytes";
import { copy } from "../copy";
import { eraseAddRow } from "../eraseAdd";
import { gemmScratch, gemmStrided } from "../gemm";
import { lstmRow } from "../lstm";
import { look, norms, readRow } from "./look";
import * as plan from "./plan";
import { activateRequest, tanhRow } from "./requests";

/** Floats of scratch that `ntmForward` needs. */
export function ntmForwardScratch(at: usize): u32 {
  const p = changetype<plan.Plan>(at);
  return p.B * p.N + 2 * p.N + p.S + forwardGemm(p) + 4;
}

function forwardGemm(p: plan.Plan): u32 {
  let most = gemmScratch(p.B * p.T, p.O, p.U + p.R * p.W);
  most = max(most, gemmScratch(min(p.B, plan.GROUP), plan.headAt(p, p.heads), p.U));
  for (let l: u32 = 0; l < p.L; l++)
    most = max(most, gemmScratch(min(p.B, plan.GROUP), plan.layerWidth(p), plan.layerInput(p, l)));
  return most;
}

/**
 * All steps of all sequences: logits, the state after the last step, and the tape.
 *
 * at: the address of a `Plan`, in which what begins with d is not used
 */
export function ntmForward(at: usize, scratch: usize): void {
  const p = changetype<plan.Plan>(at);
  const gemmRoom = scratch;
  const norms0 = gemmRoom + bytes((forwardGemm(p) + 3) & ~3);
  const room = norms0 + bytes(p.B * p.N);
  for (let b: u32 = 0; b < (p.stride == 0 ? 1 : p.B); b++) {
    norms(p.memory0 + bytes(b * p.N * p.W), norms0 + bytes(b * p.N), p.N, p.W);
  }
  for (let b: u32 = 0; b < p.B; b += plan.GROUP) {
    const end = min(b + plan.GROUP, p.B);
    for (let t: u32 = 0; t < p.T; t++) {
      control(p, b, end, t, gemmRoom);
      for (let i = b; i < end; i++) useMemory(p, i, t, norms0, room);
    }
  }
  speak(p, gemmRoom);
  for (let b: u32 = 0; b < p.B; b++) keepState(p, b);
}

/** The controller hears the input and what was read, and tells the heads what to do. */
function control(p: plan.Plan, from: u32, end: u32, t: u32, gemmRoom: usize): void {
  const ld = p.T * p.record;
  const record = plan.recordOf(p, from, t);
  const words = p.R * p.W;
  for (let b = from; b < end; b++) {
    const input = plan.recordOf(p, b, t);
    copy(p.x + bytes((b * p.T + t) * p.I), input, p.I);
    copy(plan.readsBefore(p, b, t), input + bytes(p.I), words);
  }
  for (let l: u32 = 0; l < p.L; l++) {
    const input = plan.layerAt(p, l);
    const size = plan.layerInput(p, l);
    const width = plan.layerWidth(p);
    const h = plan.hAt(p, l);
    const out = p.states == 0 ? h : plan.gatesAt(p, l);
    for (let b = from; b < end; b++) {
      const row = plan.recordOf(p, b, t);
      if (p.states != 0) copy(plan.hBefore(p, l, b, t), row + bytes(input + size - p.U), p.U);
      copy(plan.layerPointer(p, l, plan.BIAS), row + bytes(out), width);
    }
    const kernel = plan.layerPointer(p, l, plan.KERNEL);
    gemm(record + bytes(input), ld, kernel, width, record + bytes(out), ld, gemmRoom, end - from, width, size);
    for (let b = from; b < end; b++) {
      const row = plan.recordOf(p, b, t);
      if (p.states == 0) tanhRow(row + bytes(h), p.U);
      else lstmRow(row + bytes(out), plan.cBefore(p, l, b, t), row + bytes(plan.cAt(p, l)), row + bytes(h), p.U);
    }
  }
  const columns = plan.headAt(p, p.heads);
  for (let b = from; b < end; b++) copy(p.headsBias, plan.recordOf(p, b, t) + bytes(p.raw), columns);
  gemm(
    record + bytes(p.speech),
    ld,
    p.headsKernel,
    columns,
    record + bytes(p.raw),
    ld,
    gemmRoom,
    end - from,
    columns,
    p.U,
  );
  for (let b = from; b < end; b++) {
    for (let h: u32 = 0; h < p.heads; h++) {
      const request = plan.recordOf(p, b, t) + bytes(p.raw + plan.headAt(p, h));
      activateRequest(request, p.W, p.S, p.tanhKey != 0, p.tanhAdd != 0, h >= p.R);
    }
  }
}

/** C += A B, of parts of larger matrices. */
function gemm(a: usize, lda: u32, b: usize, ldb: u32, c: usize, ldc: u32, room: usize, M: u32, N: u32, K: u32): void {
  gemmStrided(a, lda, b, ldb, c, ldc, room, M, N, K, false, false, true);
}

/** The heads address, write and read, in the order that is asked for. */
function useMemory(p: plan.Plan, b: u32, t: u32, norms0: usize, room: usize): void {
  const record = plan.recordOf(p, b, t);
  const before = plan.memoryBefore(p, b, t);
  const normsBefore = plan.normsBefore(p, norms0, b, t);
  const memory = record + bytes(p.memory);
  for (let h = p.R; h < p.heads; h++) lookFor(p, b, t, h, before, normsBefore, room);
  const words = record + bytes(p.raw + plan.headAt(p, p.R) + p.W + 3 + p.S);
  eraseAddRow(
    before,
    record + bytes(p.weights + p.R * p.N),
    words,
    words + bytes(p.W),
    memory,
    p.heads - p.R,
    plan.headRow(p, p.R),
    p.N,
    p.W,
  );
  norms(memory, record + bytes(p.norms), p.N, p.W);
  const addressed = p.order == plan.WRITE_FIRST ? memory : before;
  const addressedNorms = p.order == plan.WRITE_FIRST ? record + bytes(p.norms) : normsBefore;
  const read = p.order == plan.READ_PREVIOUS ? before : memory;
  for (let h: u32 = 0; h < p.R; h++) {
    lookFor(p, b, t, h, addressed, addressedNorms, room);
    readRow(read, record + bytes(p.weights + h * p.N), record + bytes(p.speech + p.U + h * p.W), p.N, p.W);
  }
}

function lookFor(p: plan.Plan, b: u32, t: u32, h: u32, memory: usize, norms: usize, room: usize): void {
  const record = plan.recordOf(p, b, t);
  const at = h * p.N;
  look(
    record + bytes(p.raw + plan.headAt(p, h)),
    memory,
    norms,
    plan.weightsBefore(p, b, t) + bytes(at),
    record + bytes(p.likeness + at),
    record + bytes(p.content + at),
    record + bytes(p.shifted + at),
    record + bytes(p.weights + at),
    room,
    p.N,
    p.W,
    p.S,
  );
}

/** The outputs of all steps, as one product. */
function speak(p: plan.Plan, gemmRoom: usize): void {
  const rows = p.B * p.T;
  for (let i: u32 = 0; i < rows; i++) copy(p.outputBias, p.logits + bytes(i * p.O), p.O);
  const speech = p.tape + bytes(p.speech);
  gemm(speech, p.record, p.outputKernel, p.O, p.logits, p.O, gemmRoom, rows, p.O, p.U + p.R * p.W);
}

function keepState(p: plan.Plan, b: u32): void {
  const record = plan.recordOf(p, b, p.T - 1);
  copy(record + bytes(p.memory), p.memoryT + bytes(b * p.N * p.W), p.N * p.W);
  copy(record + bytes(p.weights), p.weightsT + bytes(b * p.heads * p.N), p.heads * p.N);
  copy(record + bytes(p.speech + p.U), p.readsT + bytes(b * p.R * p.W), p.R * p.W);
  if (p.states == 0) return;
  for (let l: u32 = 0; l < p.L; l++) {
    const to = p.controllerT + bytes((b * p.L + l) * 2 * p.U);
    copy(record + bytes(plan.hAt(p, l)), to, p.U);
    copy(record + bytes(plan.cAt(p, l)), to + bytes(p.U), p.U);
  }
}
