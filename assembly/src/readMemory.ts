// Reading a memory: the slots' words, weighted by an address.     NTM eq. 2
import { bytes } from "./bytes";
import { addScaled, dot } from "./rowMath";

/**
 * out[b,h] = sum over i of weights[b,h,i] slots[b,i]
 *
 * slots: [B, N, W]    weights: [B, heads, N]    out: [B, heads, W]
 */
export function readMemory(slots: usize, weights: usize, out: usize, B: u32, heads: u32, N: u32, W: u32): void {
  memory.fill(out, 0, bytes(B * heads * W));
  for (let b: u32 = 0; b < B; b++, slots += bytes(N * W)) {
    for (let h: u32 = 0; h < heads; h++, weights += bytes(N), out += bytes(W)) readRow(slots, weights, out, N, W);
  }
}

/** The same for one head and one memory; added to out. */
function readRow(slots: usize, weights: usize, out: usize, N: u32, W: u32): void {
  for (let i: u32 = 0; i < N; i++, slots += bytes(W)) addScaled(load<f32>(weights + bytes(i)), slots, out, W);
}

/** The gradient of `readMemory` for the slots, overwritten.     dOut: [B, heads, W]    dSlots: [B, N, W] */
export function readMemoryGradSlots(
  dOut: usize,
  weights: usize,
  dSlots: usize,
  B: u32,
  heads: u32,
  N: u32,
  W: u32,
): void {
  memory.fill(dSlots, 0, bytes(B * N * W));
  for (let b: u32 = 0; b < B; b++, dSlots += bytes(N * W)) {
    for (let h: u32 = 0; h < heads; h++, dOut += bytes(W), weights += bytes(N)) {
      readRowGradSlots(dOut, weights, dSlots, N, W);
    }
  }
}

/** The gradient of `readMemory` for the weights, overwritten.     dOut: [B, heads, W]    dWeights: [B, heads, N] */
export function readMemoryGradWeights(
  dOut: usize,
  slots: usize,
  dWeights: usize,
  B: u32,
  heads: u32,
  N: u32,
  W: u32,
): void {
  memory.fill(dWeights, 0, bytes(B * heads * N));
  for (let b: u32 = 0; b < B; b++, slots += bytes(N * W)) {
    for (let h: u32 = 0; h < heads; h++, dOut += bytes(W), dWeights += bytes(N)) {
      readRowGradWeights(dOut, slots, dWeights, N, W);
    }
  }
}

function readRowGradSlots(dOut: usize, weights: usize, dSlots: usize, N: u32, W: u32): void {
  for (let i: u32 = 0; i < N; i++, dSlots += bytes(W)) addScaled(load<f32>(weights + bytes(i)), dOut, dSlots, W);
}

function readRowGradWeights(dOut: usize, slots: usize, dWeights: usize, N: u32, W: u32): void {
  for (let i: u32 = 0; i < N; i++, slots += bytes(W)) {
    const at = dWeights + bytes(i);
    store<f32>(at, load<f32>(at) + dot(dOut, slots, W));
  }
}
