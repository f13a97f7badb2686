// Rotation of an address by a distribution over shifts.     NTM eq. 8
import { bytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd } from "./madd";
import { dot } from "./rowMath";

/**
 * out[b,i] = sum over t of s[b,t] weights[b, (i − (t − R)) mod N],     R = (S − 1) / 2
 *
 * weights, out: [B, N]    s: [B, S], S odd: shifts by −R … R    scratch: N + S floats
 */
export function circularShift(weights: usize, s: usize, out: usize, scratch: usize, B: u32, N: u32, S: u32): void {
  for (let b: u32 = 0; b < B; b++) {
    shiftRow(weights, s, out, scratch, N, S);
    weights += bytes(N);
    s += bytes(S);
    out += bytes(N);
  }
}

/** The same for one address; out may be weights. */
export function shiftRow(weights: usize, s: usize, out: usize, scratch: usize, N: u32, S: u32): void {
  wrap(weights, scratch, N, S); // scratch[i] = weights[i − R]
  for (let i: u32 = 0; i < N; i += 4) {
    let sum = f32x4.splat(0);
    for (let t: u32 = 0; t < S; t++) {
      const source = loadLanes(scratch + bytes(i + S - 1 - t), N - i, 0);
      sum = madd(v128.load32_splat(s + bytes(t)), source, sum);
    }
    storeLanes(out + bytes(i), sum, N - i);
  }
}

/**
 * The gradients of `circularShift`, all overwritten.
 *
 * dOut, dWeights: [B, N]    dS: [B, S]    scratch: N + S floats
 */
export function circularShiftGrad(
  dOut: usize,
  weights: usize,
  s: usize,
  dWeights: usize,
  dS: usize,
  scratch: usize,
  B: u32,
  N: u32,
  S: u32,
): void {
  for (let b: u32 = 0; b < B; b++) {
    shiftRowGrad(dOut, weights, s, dWeights, dS, scratch, N, S);
    dOut += bytes(N);
    weights += bytes(N);
    s += bytes(S);
    dWeights += bytes(N);
    dS += bytes(S);
  }
}

/** The gradients of `shiftRow`, both overwritten; dWeights may be dOut. */
export function shiftRowGrad(
  dOut: usize,
  weights: usize,
  s: usize,
  dWeights: usize,
  dS: usize,
  scratch: usize,
  N: u32,
  S: u32,
): void {
  wrap(weights, scratch, N, S);
  for (let t: u32 = 0; t < S; t++) store<f32>(dS + bytes(t), dot(dOut, scratch + bytes(S - 1 - t), N));
  wrap(dOut, scratch, N, S);
  for (let j: u32 = 0; j < N; j += 4) {
    let sum = f32x4.splat(0);
    for (let t: u32 = 0; t < S; t++) {
      sum = madd(v128.load32_splat(s + bytes(t)), loadLanes(scratch + bytes(j + t), N - j, 0), sum);
    }
    storeLanes(dWeights + bytes(j), sum, N - j);
  }
}

/** out[i] = x[(i − R) mod N], 0 ≤ i < N + S − 1: a ring, opened with as much over at both ends as shifts reach. */
function wrap(x: usize, out: usize, N: u32, S: u32): void {
  let j = (N - (((S - 1) >> 1) % N)) % N;
  for (let i: u32 = 0; i < N + S - 1; i++) {
    store<f32>(out + bytes(i), load<f32>(x + bytes(j)));
    j = j + 1 == N ? 0 : j + 1;
  }
}
