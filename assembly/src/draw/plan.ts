// What the two kernels of a recurrence are told: sizes, where things lie in a record, and addresses. Written by
// packages/draw/src/plan.wasm.ts, in the same order.
import { bytes } from "../bytes";

/** Encodes images, and decodes what it drew of them. */
export const AUTOENCODE: u32 = 0;
/** Decodes what it is given. */
export const GENERATE: u32 = 1;
/** Looks at images alone. */
export const GLIMPSE: u32 = 2;

/**
 * A record holds what one step of one image computed, for the gradient and for the trace. The tape, [T, B, record], has at these
 * places, in floats:
 *
 * encoderIn: [read | decoder's last h | label | own last h]    encoderGates: [4, E]    encoderC, encoderH: [E]
 * latent: [μ | log σ]    decoderIn: [z | label | own last h]    decoderGates: [4, D]    decoderC, decoderH: [D]
 * readWindow, writeWindow: gX, gY, δ, σ², γ    readX, writeX: [N, W]    readY, writeY: [N, H]    patch: [N, N, C]
 * canvas: [H, W, C], after the step
 *
 * What a mode does not compute has no room.
 */
@unmanaged
export class Plan {
  mode: u32;
  B: u32;
  T: u32;
  H: u32;
  W: u32;
  C: u32;
  Z: u32;
  E: u32;
  D: u32;
  K: u32;
  /** sides of the patches, 0 without attention */
  readSize: u32;
  writeSize: u32;
  /** numbers that are read of one image, and numbers that are written */
  seen: u32;
  written: u32;
  /** images that are read */
  images: u32;
  origin: u32;
  /** the least that a row of a filter is divided by, or 0 */
  epsilon: f32;
  /** 1 where each image has a first state of its own, 0 where all have the same */
  stride: u32;

  record: u32;
  encoderIn: u32;
  encoderGates: u32;
  encoderC: u32;
  encoderH: u32;
  latent: u32;
  decoderIn: u32;
  decoderGates: u32;
  decoderC: u32;
  decoderH: u32;
  readWindow: u32;
  readX: u32;
  readY: u32;
  writeWindow: u32;
  writeX: u32;
  writeY: u32;
  patch: u32;
  canvas: u32;

  /** [B, H, W, C] */
  x: usize;
  /** ε, or z where it generates: [T, B, Z] */
  noise: usize;
  /** [B, K] */
  labels: usize;
  readKernel: usize;
  readBias: usize;
  encoderKernel: usize;
  encoderBias: usize;
  latentKernel: usize;
  latentBias: usize;
  decoderKernel: usize;
  decoderBias: usize;
  writeKernel: usize;
  writeBias: usize;
  patchKernel: usize;
  patchBias: usize;
  canvas0: usize;
  encoder0: usize;
  decoder0: usize;
  tape: usize;
  /** [T, B]; in the gradient its cotangent, as of the state after the last step */
  kl: usize;
  canvasT: usize;
  encoderT: usize;
  decoderT: usize;

  dX: usize;
  dNoise: usize;
  dLabels: usize;
  dReadKernel: usize;
  dReadBias: usize;
  dEncoderKernel: usize;
  dEncoderBias: usize;
  dLatentKernel: usize;
  dLatentBias: usize;
  dDecoderKernel: usize;
  dDecoderBias: usize;
  dWriteKernel: usize;
  dWriteBias: usize;
  dPatchKernel: usize;
  dPatchBias: usize;
  dCanvas0: usize;
  dEncoder0: usize;
  dDecoder0: usize;

  // where the kernels have what in their scratch; they write these themselves
  gemm: usize;
  /** of one image: what is missing of it, and its gradient */
  missing: usize;
  dMissing: usize;
  /** for reading and writing a patch, and for sums of rows */
  row: usize;
  /** of the filters of one window */
  dFilterX: usize;
  dFilterY: usize;
  /** of the state after step t: [B, H, W, C], [B, 2, E], [B, 2, D] */
  dCanvas: usize;
  dEncoder: usize;
  dDecoder: usize;
  /** of a product's rows at one step */
  dInput: usize;
  /** of all steps, for the products over time: [T, B, columns] */
  dReadRaw: usize;
  dEncoderRaw: usize;
  dLatentRaw: usize;
  dDecoderRaw: usize;
  dWriteRaw: usize;
  dPatchRaw: usize;
  /** the large kernels packed, or in the gradient transposed and packed */
  encoderPacked: usize;
  latentPacked: usize;
  decoderPacked: usize;
  patchPacked: usize;
}

export function pixels(p: Plan): u32 {
  return p.H * p.W * p.C;
}

/** Rows of the encoder's kernel. */
export function encoderWidth(p: Plan): u32 {
  return p.images * p.seen + p.D + p.K + p.E;
}

/** Rows of the decoder's kernel. */
export function decoderWidth(p: Plan): u32 {
  return p.Z + p.K + p.D;
}

export function recordOf(p: Plan, t: u32, b: u32): usize {
  return p.tape + bytes(t * p.B + b) * p.record;
}

/** What was before step t: the first state, or the record of t − 1. */
export function canvasBefore(p: Plan, t: u32, b: u32): usize {
  return t == 0 ? p.canvas0 + bytes(b * p.stride * pixels(p)) : recordOf(p, t - 1, b) + bytes(p.canvas);
}

export function encoderHBefore(p: Plan, t: u32, b: u32): usize {
  return t == 0 ? p.encoder0 + bytes(b * p.stride * 2 * p.E) : recordOf(p, t - 1, b) + bytes(p.encoderH);
}

export function encoderCBefore(p: Plan, t: u32, b: u32): usize {
  return t == 0 ? p.encoder0 + bytes((b * p.stride * 2 + 1) * p.E) : recordOf(p, t - 1, b) + bytes(p.encoderC);
}

export function decoderHBefore(p: Plan, t: u32, b: u32): usize {
  return t == 0 ? p.decoder0 + bytes(b * p.stride * 2 * p.D) : recordOf(p, t - 1, b) + bytes(p.decoderH);
}

export function decoderCBefore(p: Plan, t: u32, b: u32): usize {
  return t == 0 ? p.decoder0 + bytes((b * p.stride * 2 + 1) * p.D) : recordOf(p, t - 1, b) + bytes(p.decoderC);
}

/** Where in the encoder's input the h lies that chooses the window to read: the decoder's, or the encoder's own. */
export function askingAt(p: Plan): u32 {
  return p.encoderIn + p.images * p.seen + (p.mode == GLIMPSE ? p.D + p.K : 0);
}

/** Units of the LSTM that it is the h of. */
export function askingUnits(p: Plan): u32 {
  return p.mode == GLIMPSE ? p.E : p.D;
}
