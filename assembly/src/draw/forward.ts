// DRAW over all its steps.     Gregor et al. 2015, eqs. 3 to 8
import { WINDOW } from "../attentionWindow";
import { bytes } from "../bytes";
import { copy } from "../copy";
import { gemmPacked, gemmScratch, gemmStrided, PACKED_ROWS, packB, packedSize } from "../gemm";
import { loadLanes, storeLanes } from "../lanes";
import { lstmRow } from "../lstm";
import { madd, sumLanes } from "../madd";
import { exp4, sigmoid4 } from "../math";
import { addScaled } from "../rowMath";
import { read, windowScratch, write } from "./look";
import * as plan from "./plan";

/** Floats of scratch that `drawForward` needs. */
export function drawForwardScratch(at: usize): u32 {
  return (furnish(changetype<plan.Plan>(at), 0) >> 2) as u32;
}

function furnish(p: plan.Plan, start: usize): usize {
  p.gemm = start;
  p.missing = p.gemm + bytes((forwardGemm(p) + 3) & ~3);
  p.row = p.missing + bytes(plan.pixels(p));
  p.encoderPacked = p.row + bytes((windowScratch(p) + 3) & ~3);
  const packs = p.B > PACKED_ROWS;
  p.latentPacked =
    p.encoderPacked + bytes(packs && p.mode != plan.GENERATE ? packedSize(4 * p.E, plan.encoderWidth(p)) : 0);
  p.decoderPacked = p.latentPacked + bytes(packs && p.mode == plan.AUTOENCODE ? packedSize(2 * p.Z, p.E) : 0);
  p.patchPacked =
    p.decoderPacked + bytes(packs && p.mode != plan.GLIMPSE ? packedSize(4 * p.D, plan.decoderWidth(p)) : 0);
  return p.patchPacked + bytes(packs && p.mode != plan.GLIMPSE ? packedSize(p.written, p.D) : 0);
}

/** The kernels that are multiplied at every step. */
function pack(p: plan.Plan): void {
  if (p.B <= PACKED_ROWS) return;
  if (p.mode != plan.GENERATE) {
    packB(p.encoderKernel, 4 * p.E, p.encoderPacked, 4 * p.E, plan.encoderWidth(p), false);
  }
  if (p.mode == plan.AUTOENCODE) packB(p.latentKernel, 2 * p.Z, p.latentPacked, 2 * p.Z, p.E, false);
  if (p.mode == plan.GLIMPSE) return;
  packB(p.decoderKernel, 4 * p.D, p.decoderPacked, 4 * p.D, plan.decoderWidth(p), false);
  packB(p.patchKernel, p.written, p.patchPacked, p.written, p.D, false);
}

function forwardGemm(p: plan.Plan): u32 {
  let most = max(gemmScratch(p.B, WINDOW, max(p.D, p.E)), gemmScratch(p.B, p.written, p.D));
  most = max(most, gemmScratch(p.B, 4 * p.E, plan.encoderWidth(p)));
  most = max(most, gemmScratch(p.B, 2 * p.Z, p.E));
  return max(most, gemmScratch(p.B, 4 * p.D, plan.decoderWidth(p)));
}

/**
 * All steps of all images: KL, the state after the last step, and the tape.
 *
 * at: the address of a `Plan`, in which what begins with d is not used
 */
export function drawForward(at: usize, scratch: usize): void {
  const p = changetype<plan.Plan>(at);
  furnish(p, scratch);
  pack(p);
  for (let t: u32 = 0; t < p.T; t++) {
    if (p.mode != plan.GENERATE) encode(p, t);
    if (p.mode == plan.AUTOENCODE) {
      linear(p, t, p.encoderH, p.E, p.latentKernel, p.latentPacked, p.latentBias, p.latent, 2 * p.Z);
      for (let b: u32 = 0; b < p.B; b++) sample(p, t, b);
    }
    if (p.mode != plan.GLIMPSE) decode(p, t);
  }
  for (let b: u32 = 0; b < p.B; b++) keepState(p, b);
}

/** out = in kernel + bias for all images at step t, of parts of the records.     packed: the kernel packed, or 0 */
function linear(
  p: plan.Plan,
  t: u32,
  from: u32,
  rows: u32,
  kernel: usize,
  packed: usize,
  bias: usize,
  out: u32,
  columns: u32,
): void {
  const record = plan.recordOf(p, t, 0);
  for (let b: u32 = 0; b < p.B; b++) copy(bias, plan.recordOf(p, t, b) + bytes(out), columns);
  const a = record + bytes(from);
  const c = record + bytes(out);
  if (packed != 0 && p.B > PACKED_ROWS) gemmPacked(a, p.record, packed, c, p.record, p.gemm, p.B, columns, rows, true);
  else gemmStrided(a, p.record, kernel, columns, c, p.record, p.gemm, p.B, columns, rows, false, false, true);
}

/** Looks at the images, and tells the encoder what it saw. */
function encode(p: plan.Plan, t: u32): void {
  const hAt = plan.encoderWidth(p) - p.E;
  for (let b: u32 = 0; b < p.B; b++) {
    const input = plan.recordOf(p, t, b) + bytes(p.encoderIn);
    copy(plan.encoderHBefore(p, t, b), input + bytes(hAt), p.E);
    if (p.mode == plan.GLIMPSE) continue;
    const rest = input + bytes(p.images * p.seen);
    copy(plan.decoderHBefore(p, t, b), rest, p.D);
    copy(p.labels + bytes(b * p.K), rest + bytes(p.D), p.K);
  }
  if (p.readSize > 0) {
    linear(p, t, plan.askingAt(p), plan.askingUnits(p), p.readKernel, 0, p.readBias, p.readWindow, WINDOW);
  }
  for (let b: u32 = 0; b < p.B; b++) {
    const input = plan.recordOf(p, t, b) + bytes(p.encoderIn);
    const x = p.x + bytes(b * plan.pixels(p));
    if (p.images > 1) missing(x, plan.canvasBefore(p, t, b), p.missing, plan.pixels(p));
    if (p.readSize > 0) {
      read(p, t, b, x);
    } else {
      copy(x, input, p.seen);
      if (p.images > 1) copy(p.missing, input + bytes(p.seen), p.seen);
    }
  }
  linear(
    p,
    t,
    p.encoderIn,
    plan.encoderWidth(p),
    p.encoderKernel,
    p.encoderPacked,
    p.encoderBias,
    p.encoderGates,
    4 * p.E,
  );
  for (let b: u32 = 0; b < p.B; b++) {
    const record = plan.recordOf(p, t, b);
    const gates = record + bytes(p.encoderGates);
    lstmRow(gates, plan.encoderCBefore(p, t, b), record + bytes(p.encoderC), record + bytes(p.encoderH), p.E);
  }
}

/** x − σ(canvas)     eq. 3 */
export function missing(x: usize, canvas: usize, out: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 4) {
    const at = bytes(i);
    const seen = sigmoid4(loadLanes(canvas + at, n - i, 0));
    storeLanes(out + at, f32x4.sub(loadLanes(x + at, n - i, 0), seen), n - i);
  }
}

/** z = μ + σ ε, and ½ Σ (μ² + σ² − 2 log σ − 1) */
function sample(p: plan.Plan, t: u32, b: u32): void {
  const record = plan.recordOf(p, t, b);
  const mu = record + bytes(p.latent);
  const logSigma = mu + bytes(p.Z);
  const z = record + bytes(p.decoderIn);
  const noise = p.noise + bytes((t * p.B + b) * p.Z);
  const one = f32x4.splat(1);
  let sum = f32x4.splat(0);
  for (let i: u32 = 0; i < p.Z; i += 4) {
    const at = bytes(i);
    const left = p.Z - i;
    const m = loadLanes(mu + at, left, 0);
    const l = loadLanes(logSigma + at, left, 0);
    const s = exp4(l); // of the lanes beyond the last, 1: they add 0 to the sum
    storeLanes(z + at, madd(s, loadLanes(noise + at, left, 0), m), left);
    const squares = madd(m, m, f32x4.mul(s, s));
    sum = f32x4.add(sum, f32x4.sub(f32x4.sub(squares, f32x4.add(l, l)), one));
  }
  store<f32>(p.kl + bytes(t * p.B + b), 0.5 * sumLanes(sum));
}

/** Tells the decoder what is known, and writes what it says. */
function decode(p: plan.Plan, t: u32): void {
  for (let b: u32 = 0; b < p.B; b++) {
    const input = plan.recordOf(p, t, b) + bytes(p.decoderIn);
    if (p.mode == plan.GENERATE) copy(p.noise + bytes((t * p.B + b) * p.Z), input, p.Z);
    copy(p.labels + bytes(b * p.K), input + bytes(p.Z), p.K);
    copy(plan.decoderHBefore(p, t, b), input + bytes(p.Z + p.K), p.D);
  }
  linear(
    p,
    t,
    p.decoderIn,
    plan.decoderWidth(p),
    p.decoderKernel,
    p.decoderPacked,
    p.decoderBias,
    p.decoderGates,
    4 * p.D,
  );
  for (let b: u32 = 0; b < p.B; b++) {
    const record = plan.recordOf(p, t, b);
    const gates = record + bytes(p.decoderGates);
    lstmRow(gates, plan.decoderCBefore(p, t, b), record + bytes(p.decoderC), record + bytes(p.decoderH), p.D);
  }
  if (p.writeSize > 0) {
    linear(p, t, p.decoderH, p.D, p.patchKernel, p.patchPacked, p.patchBias, p.patch, p.written);
    linear(p, t, p.decoderH, p.D, p.writeKernel, 0, p.writeBias, p.writeWindow, WINDOW);
  } else {
    linear(p, t, p.decoderH, p.D, p.patchKernel, p.patchPacked, p.patchBias, p.canvas, p.written);
  }
  for (let b: u32 = 0; b < p.B; b++) {
    const before = plan.canvasBefore(p, t, b);
    const canvas = plan.recordOf(p, t, b) + bytes(p.canvas);
    if (p.writeSize == 0) {
      addScaled(1, before, canvas, plan.pixels(p));
    } else {
      copy(before, canvas, plan.pixels(p));
      write(p, t, b, canvas);
    }
  }
}

function keepState(p: plan.Plan, b: u32): void {
  const record = plan.recordOf(p, p.T - 1, b);
  if (p.mode != plan.GENERATE) {
    copy(record + bytes(p.encoderH), p.encoderT + bytes(2 * b * p.E), p.E);
    copy(record + bytes(p.encoderC), p.encoderT + bytes((2 * b + 1) * p.E), p.E);
  }
  if (p.mode == plan.GLIMPSE) return;
  copy(record + bytes(p.canvas), p.canvasT + bytes(b * plan.pixels(p)), plan.pixels(p));
  copy(record + bytes(p.decoderH), p.decoderT + bytes(2 * b * p.D), p.D);
  copy(record + bytes(p.decoderC), p.decoderT + bytes((2 * b + 1) * p.D), p.D);
}
