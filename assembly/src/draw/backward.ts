// The gradient of DRAW through all its steps.
import { WINDOW } from "../attentionWindow";
import { bytes } from "../bytes";
import { copy } from "../copy";
import { gemmPacked, gemmScratch, gemmStrided, PACKED_ROWS, packB, packedSize } from "../gemm";
import { transpose } from "../gemmPack";
import { loadLanes, storeLanes } from "../lanes";
import { lstmRowGrad } from "../lstm";
import { madd } from "../madd";
import { exp4, sigmoid4 } from "../math";
import { addScaled } from "../rowMath";
import { rowsScratch, sumRows } from "../rows";
import { missing } from "./forward";
import { readGrad, windowScratch, writeGrad } from "./look";
import * as plan from "./plan";

/** Floats of scratch that `drawBackward` needs. */
export function drawBackwardScratch(at: usize): u32 {
  return (furnish(changetype<plan.Plan>(at), 0) >> 2) as u32;
}

/** Notes in the plan where a scratch at `start` has what; returns where it ends. */
function furnish(p: plan.Plan, start: usize): usize {
  const rows = p.T * p.B;
  const encodes = p.mode != plan.GENERATE;
  const decodes = p.mode != plan.GLIMPSE;
  const E = encodes ? p.E : 0;
  const D = decodes ? p.D : 0;
  const latent = p.mode == plan.AUTOENCODE ? 2 * p.Z : 0;
  const written = decodes ? p.written : 0;
  p.gemm = start;
  p.missing = p.gemm + bytes((backwardGemm(p) + 3) & ~3);
  p.dMissing = p.missing + bytes(plan.pixels(p));
  p.row = p.dMissing + bytes(plan.pixels(p));
  p.dFilterX = p.row + bytes(max(windowScratch(p), columnsScratch(p)));
  p.dFilterY = p.dFilterX + bytes(max(p.readSize, p.writeSize) * p.W);
  p.dCanvas = p.dFilterY + bytes(max(p.readSize, p.writeSize) * p.H);
  p.dEncoder = p.dCanvas + bytes(decodes ? p.B * plan.pixels(p) : 0);
  p.dDecoder = p.dEncoder + bytes(2 * p.B * E);
  p.dInput = p.dDecoder + bytes(2 * p.B * D);
  p.dReadRaw = p.dInput + bytes(p.B * max(encodes ? plan.encoderWidth(p) : 0, decodes ? plan.decoderWidth(p) : 0));
  p.dEncoderRaw = p.dReadRaw + bytes(encodes && p.readSize > 0 ? rows * WINDOW : 0);
  p.dLatentRaw = p.dEncoderRaw + bytes(rows * 4 * E);
  p.dDecoderRaw = p.dLatentRaw + bytes(rows * latent);
  p.dWriteRaw = p.dDecoderRaw + bytes(rows * 4 * D);
  p.dPatchRaw = p.dWriteRaw + bytes(decodes && p.writeSize > 0 ? rows * WINDOW : 0);
  p.encoderPacked = (p.dPatchRaw + bytes(rows * written) + 15) & ~15;
  p.latentPacked = p.encoderPacked + bytes(E > 0 ? packedSize(plan.encoderWidth(p), 4 * E) : 0);
  p.decoderPacked = p.latentPacked + bytes(latent > 0 ? packedSize(E, latent) : 0);
  p.patchPacked = p.decoderPacked + bytes(D > 0 ? packedSize(plan.decoderWidth(p), 4 * D) : 0);
  return p.patchPacked + bytes(D > 0 ? packedSize(D, written) : 0);
}

function columnsScratch(p: plan.Plan): u32 {
  let most = max(rowsScratch(4 * p.E), rowsScratch(4 * p.D));
  most = max(most, max(rowsScratch(2 * p.Z), rowsScratch(p.written)));
  return max(most, rowsScratch(WINDOW));
}

function backwardGemm(p: plan.Plan): u32 {
  const rows = p.T * p.B;
  const asking = max(p.D, p.E);
  let most = max(productScratch(p, plan.encoderWidth(p), 4 * p.E), productScratch(p, plan.decoderWidth(p), 4 * p.D));
  most = max(most, max(productScratch(p, p.E, 2 * p.Z), productScratch(p, p.D, p.written)));
  most = max(most, gemmScratch(asking, WINDOW, rows));
  return max(most, gemmScratch(p.B, asking, WINDOW));
}

function productScratch(p: plan.Plan, size: u32, columns: u32): u32 {
  return max(gemmScratch(p.B, size, columns), gemmScratch(size, columns, p.T * p.B));
}

/**
 * The gradients for the images, the noise, the labels, the first state and all weights, all overwritten, from the tape of
 * `drawForward`. Where all images have the same first state (stride 0), its gradients are sums over the batch.
 *
 * at: the address of a `Plan`
 */
export function drawBackward(at: usize, scratch: usize): void {
  const p = changetype<plan.Plan>(at);
  furnish(p, scratch);
  begin(p);
  for (let t = p.T; t-- > 0; ) {
    if (p.mode != plan.GLIMPSE) decodeGrad(p, t);
    if (p.mode == plan.AUTOENCODE) sampleGrad(p, t);
    if (p.mode != plan.GENERATE) encodeGrad(p, t);
  }
  finish(p);
  weightGradients(p);
}

function begin(p: plan.Plan): void {
  clear(p.dLabels, p.B * p.K);
  if (p.mode != plan.GENERATE) {
    clear(p.dX, p.B * plan.pixels(p));
    copy(p.encoderT, p.dEncoder, 2 * p.B * p.E);
    turn(p, p.encoderKernel, p.encoderPacked, plan.encoderWidth(p), 4 * p.E);
  }
  if (p.mode == plan.AUTOENCODE) turn(p, p.latentKernel, p.latentPacked, p.E, 2 * p.Z);
  if (p.mode == plan.GLIMPSE) return;
  copy(p.canvasT, p.dCanvas, p.B * plan.pixels(p));
  copy(p.decoderT, p.dDecoder, 2 * p.B * p.D);
  turn(p, p.decoderKernel, p.decoderPacked, plan.decoderWidth(p), 4 * p.D);
  turn(p, p.patchKernel, p.patchPacked, p.D, p.written);
}

function clear(at: usize, n: u32): void {
  memory.fill(at, 0, bytes(n));
}

/** A kernel [N, K], transposed and, where there are enough images, packed. */
function turn(p: plan.Plan, kernel: usize, out: usize, N: u32, K: u32): void {
  if (p.B > PACKED_ROWS) packB(kernel, K, out, N, K, true);
  else transpose(kernel, out, N, K);
}

/** C (+)= A B     A: [B, K] of all images at one step    B: [K, N], as `turn` leaves it    C: rows `ldc` apart */
function back(p: plan.Plan, a: usize, turned: usize, c: usize, ldc: u32, N: u32, K: u32, accumulate: bool): void {
  if (p.B > PACKED_ROWS) gemmPacked(a, K, turned, c, ldc, p.gemm, p.B, N, K, accumulate);
  else gemmStrided(a, K, turned, N, c, ldc, p.gemm, p.B, N, K, false, false, accumulate);
}

/** From dCanvas and dDecoder after step t to what the decoder got, dInput, and to dDecoder before it. */
function decodeGrad(p: plan.Plan, t: u32): void {
  const first = t * p.B;
  const dPatch = p.dPatchRaw + bytes(first * p.written);
  if (p.writeSize == 0) {
    copy(p.dCanvas, dPatch, p.B * p.written);
  } else {
    const dWindow = p.dWriteRaw + bytes(first * WINDOW);
    for (let b: u32 = 0; b < p.B; b++) {
      const dCanvas = p.dCanvas + bytes(b * plan.pixels(p));
      writeGrad(p, t, b, dCanvas, dPatch + bytes(b * p.written), dWindow + bytes(b * WINDOW));
    }
    askGrad(p, dWindow, p.writeKernel, p.dDecoder, p.D);
  }
  back(p, dPatch, p.patchPacked, p.dDecoder, 2 * p.D, p.D, p.written, true);

  const dGates = p.dDecoderRaw + bytes(first * 4 * p.D);
  for (let b: u32 = 0; b < p.B; b++) {
    const record = plan.recordOf(p, t, b);
    const dH = p.dDecoder + bytes(2 * b * p.D);
    const c = record + bytes(p.decoderC);
    const out = dGates + bytes(b * 4 * p.D);
    lstmRowGrad(dH, dH + bytes(p.D), record + bytes(p.decoderGates), plan.decoderCBefore(p, t, b), c, out, p.D);
  }
  const width = plan.decoderWidth(p);
  back(p, dGates, p.decoderPacked, p.dInput, width, width, 4 * p.D, false);
  for (let b: u32 = 0; b < p.B; b++) {
    const dInput = p.dInput + bytes(b * width);
    if (p.mode == plan.GENERATE) copy(dInput, p.dNoise + bytes((first + b) * p.Z), p.Z);
    addScaled(1, dInput + bytes(p.Z), p.dLabels + bytes(b * p.K), p.K);
    copy(dInput + bytes(p.Z + p.K), p.dDecoder + bytes(2 * b * p.D), p.D);
  }
}

/** What the choice of a window adds to the gradient of the h that chose it, in rows [h | c]. */
function askGrad(p: plan.Plan, dWindow: usize, kernel: usize, dState: usize, units: u32): void {
  gemmStrided(dWindow, WINDOW, kernel, WINDOW, dState, 2 * units, p.gemm, p.B, units, WINDOW, false, true, true);
}

/** From dz, in dInput, and the cotangent of KL to dEncoder. */
function sampleGrad(p: plan.Plan, t: u32): void {
  const dLatent = p.dLatentRaw + bytes(t * p.B * 2 * p.Z);
  for (let b: u32 = 0; b < p.B; b++) {
    const latent = plan.recordOf(p, t, b) + bytes(p.latent);
    const noise = bytes((t * p.B + b) * p.Z);
    const dZ = p.dInput + bytes(b * plan.decoderWidth(p));
    const dKl = load<f32>(p.kl + bytes(t * p.B + b));
    sampleRowGrad(dZ, dKl, latent, p.noise + noise, p.dNoise + noise, dLatent + bytes(b * 2 * p.Z), p.Z);
  }
  back(p, dLatent, p.latentPacked, p.dEncoder, 2 * p.E, p.E, 2 * p.Z, true);
}

function sampleRowGrad(dZ: usize, dKl: f32, latent: usize, noise: usize, dNoise: usize, out: usize, Z: u32): void {
  const wish = f32x4.splat(dKl);
  const one = f32x4.splat(1);
  const half = bytes(Z);
  for (let i: u32 = 0; i < Z; i += 4) {
    const at = bytes(i);
    const left = Z - i;
    const dz = loadLanes(dZ + at, left, 0);
    const s = exp4(loadLanes(latent + half + at, left, 0));
    const dSigma = f32x4.mul(dz, loadLanes(noise + at, left, 0)); // of z alone
    storeLanes(dNoise + at, f32x4.mul(dz, s), left);
    storeLanes(out + at, madd(wish, loadLanes(latent + at, left, 0), dz), left);
    storeLanes(out + half + at, madd(s, dSigma, f32x4.mul(wish, f32x4.sub(f32x4.mul(s, s), one))), left);
  }
}

/** From dEncoder after step t to that before it, and to what reading wants of the images, the canvas and the decoder's last h. */
function encodeGrad(p: plan.Plan, t: u32): void {
  const first = t * p.B;
  const dGates = p.dEncoderRaw + bytes(first * 4 * p.E);
  for (let b: u32 = 0; b < p.B; b++) {
    const record = plan.recordOf(p, t, b);
    const dH = p.dEncoder + bytes(2 * b * p.E);
    const c = record + bytes(p.encoderC);
    const out = dGates + bytes(b * 4 * p.E);
    lstmRowGrad(dH, dH + bytes(p.E), record + bytes(p.encoderGates), plan.encoderCBefore(p, t, b), c, out, p.E);
  }
  const width = plan.encoderWidth(p);
  back(p, dGates, p.encoderPacked, p.dInput, width, width, 4 * p.E, false);
  for (let b: u32 = 0; b < p.B; b++) {
    const dInput = p.dInput + bytes(b * width);
    copy(dInput + bytes(width - p.E), p.dEncoder + bytes(2 * b * p.E), p.E);
    if (p.mode != plan.GLIMPSE) {
      const rest = dInput + bytes(p.images * p.seen);
      addScaled(1, rest, p.dDecoder + bytes(2 * b * p.D), p.D);
      addScaled(1, rest + bytes(p.D), p.dLabels + bytes(b * p.K), p.K);
    }
    lookGrad(p, t, b, dInput);
  }
  if (p.readSize == 0) return;
  const dWindow = p.dReadRaw + bytes(first * WINDOW);
  askGrad(p, dWindow, p.readKernel, p.mode == plan.GLIMPSE ? p.dEncoder : p.dDecoder, plan.askingUnits(p));
}

/** Of what was read of one image and of what is missing of it. */
function lookGrad(p: plan.Plan, t: u32, b: u32, dRead: usize): void {
  const n = plan.pixels(p);
  const x = p.x + bytes(b * n);
  const dX = p.dX + bytes(b * n);
  const canvas = p.images > 1 ? plan.canvasBefore(p, t, b) : 0;
  if (p.readSize > 0) {
    if (p.images > 1) {
      missing(x, canvas, p.missing, n);
      clear(p.dMissing, n);
    }
    readGrad(p, t, b, x, dX, dRead, p.dReadRaw + bytes((t * p.B + b) * WINDOW));
  } else {
    addScaled(1, dRead, dX, n);
    if (p.images > 1) copy(dRead + bytes(n), p.dMissing, n);
  }
  if (p.images > 1) missingGrad(p.dMissing, canvas, dX, p.dCanvas + bytes(b * n), n);
}

/** The gradient of x − σ(canvas), added to both. */
function missingGrad(d: usize, canvas: usize, dX: usize, dCanvas: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 4) {
    const at = bytes(i);
    const left = n - i;
    const wish = loadLanes(d + at, left, 0);
    const y = sigmoid4(loadLanes(canvas + at, left, 0));
    const slope = f32x4.sub(y, f32x4.mul(y, y));
    storeLanes(dX + at, f32x4.add(loadLanes(dX + at, left, 0), wish), left);
    storeLanes(dCanvas + at, f32x4.sub(loadLanes(dCanvas + at, left, 0), f32x4.mul(wish, slope)), left);
  }
}

/** What is left of the state's gradients is that of the first state. */
function finish(p: plan.Plan): void {
  if (p.mode != plan.GENERATE) giveState(p, p.dEncoder, p.dEncoder0, 2 * p.E);
  if (p.mode == plan.GLIMPSE) return;
  giveState(p, p.dCanvas, p.dCanvas0, plan.pixels(p));
  giveState(p, p.dDecoder, p.dDecoder0, 2 * p.D);
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
  if (p.mode != plan.GENERATE) {
    const width = plan.encoderWidth(p);
    overTime(p, p.encoderIn, width, p.dEncoderRaw, 4 * p.E, p.dEncoderKernel, p.dEncoderBias);
    if (p.readSize > 0) {
      overTime(p, plan.askingAt(p), plan.askingUnits(p), p.dReadRaw, WINDOW, p.dReadKernel, p.dReadBias);
    }
  }
  if (p.mode == plan.AUTOENCODE) overTime(p, p.encoderH, p.E, p.dLatentRaw, 2 * p.Z, p.dLatentKernel, p.dLatentBias);
  if (p.mode == plan.GLIMPSE) return;
  const width = plan.decoderWidth(p);
  overTime(p, p.decoderIn, width, p.dDecoderRaw, 4 * p.D, p.dDecoderKernel, p.dDecoderBias);
  overTime(p, p.decoderH, p.D, p.dPatchRaw, p.written, p.dPatchKernel, p.dPatchBias);
  if (p.writeSize > 0) {
    overTime(p, p.decoderH, p.D, p.dWriteRaw, WINDOW, p.dWriteKernel, p.dWriteBias);
  }
}

/** dKernel = xᵀ d and dBias, the sum of d's rows.     x: [T B, size] in the records    d: [T B, columns] */
function overTime(p: plan.Plan, x: u32, size: u32, d: usize, columns: u32, dKernel: usize, dBias: usize): void {
  const rows = p.T * p.B;
  const a = p.tape + bytes(x);
  gemmStrided(a, p.record, d, columns, dKernel, columns, p.gemm, size, columns, rows, true, false, false);
  sumRows(d, dBias, p.row, rows, columns);
}
