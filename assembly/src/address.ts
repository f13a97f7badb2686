// Where a head looks: content, interpolation, shift and sharpening in one.     NTM §3.3, figure 2
import { bytes } from "./bytes";
import { shiftRow, shiftRowGrad } from "./circularShift";
import { contentRow, contentRowGrad } from "./contentWeights";
import { interpolateRow, interpolateRowGrad } from "./interpolate";
import { sharpenRow, sharpenRowGrad } from "./sharpen";

/**
 * out[b] = sharpen(shift(interpolate(content(key, beta, slots), previous, gate), s), gamma)
 *
 * key: [B, W]    beta, gate, gamma: [B]    s: [B, S]    slots: [B, N, W]    previous, out: [B, N]
 * scratch: `addressScratch(N, S)` floats
 */
export function address(
  key: usize,
  beta: usize,
  gate: usize,
  s: usize,
  gamma: usize,
  slots: usize,
  previous: usize,
  out: usize,
  scratch: usize,
  B: u32,
  N: u32,
  W: u32,
  S: u32,
): void {
  for (let b: u32 = 0; b < B; b++) {
    contentRow(key, load<f32>(beta + bytes(b)), slots, out, N, W);
    interpolateRow(out, previous, load<f32>(gate + bytes(b)), out, N);
    shiftRow(out, s, out, scratch, N, S);
    sharpenRow(out, load<f32>(gamma + bytes(b)), out, N);
    key += bytes(W);
    s += bytes(S);
    slots += bytes(N * W);
    previous += bytes(N);
    out += bytes(N);
  }
}

export function addressScratch(N: u32, S: u32): u32 {
  return 4 * N + N + S;
}

/**
 * The gradients of `address`, all overwritten; `weights` is what it gave. The steps between are computed once more.
 *
 * dOut, weights, previous, dPrevious: [B, N]    the others as in `address`
 */
export function addressGrad(
  dOut: usize,
  weights: usize,
  key: usize,
  beta: usize,
  gate: usize,
  s: usize,
  gamma: usize,
  slots: usize,
  previous: usize,
  dKey: usize,
  dBeta: usize,
  dGate: usize,
  dS: usize,
  dGamma: usize,
  dSlots: usize,
  dPrevious: usize,
  scratch: usize,
  B: u32,
  N: u32,
  W: u32,
  S: u32,
): void {
  const content = scratch;
  const gated = content + bytes(N);
  const shifted = gated + bytes(N);
  const d = shifted + bytes(N);
  const ring = d + bytes(N);
  memory.fill(dKey, 0, bytes(B * W));
  memory.fill(dSlots, 0, bytes(B * N * W));
  for (let b: u32 = 0; b < B; b++) {
    const o = bytes(b);
    contentRow(key, load<f32>(beta + o), slots, content, N, W);
    interpolateRow(content, previous, load<f32>(gate + o), gated, N);
    shiftRow(gated, s, shifted, ring, N, S);

    store<f32>(dGamma + o, sharpenRowGrad(dOut, weights, shifted, load<f32>(gamma + o), d, N));
    shiftRowGrad(d, gated, s, d, dS, ring, N, S);
    store<f32>(dGate + o, interpolateRowGrad(d, content, previous, load<f32>(gate + o), d, dPrevious, N));
    store<f32>(dBeta + o, contentRowGrad(d, content, key, load<f32>(beta + o), slots, dKey, dSlots, d, N, W));

    dOut += bytes(N);
    weights += bytes(N);
    key += bytes(W);
    s += bytes(S);
    slots += bytes(N * W);
    previous += bytes(N);
    dKey += bytes(W);
    dS += bytes(S);
    dSlots += bytes(N * W);
    dPrevious += bytes(N);
  }
}
