// Sharpening of an address.     NTM eq. 9
import { bytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd, sumLanes } from "./madd";
import { exp4, log4 } from "./math";
import { dot, softmax } from "./rowMath";

/** Weights below this count as this, so that zeros have a logarithm. */
const LEAST: f32 = 1e-30;

/**
 * out[b,i] = weights[b,i]^gamma[b] / sum of them, as softmax(γ log weights), which does not underflow
 *
 * weights, out: [B, N]    gamma: [B]
 */
export function sharpen(weights: usize, gamma: usize, out: usize, B: u32, N: u32): void {
  for (let b: u32 = 0; b < B; b++, weights += bytes(N), out += bytes(N)) {
    sharpenRow(weights, load<f32>(gamma + bytes(b)), out, N);
  }
}

/** The same for one address; out may be weights. */
export function sharpenRow(weights: usize, gamma: f32, out: usize, N: u32): void {
  const g = f32x4.splat(gamma);
  for (let i: u32 = 0; i < N; i += 4) storeLanes(out + bytes(i), f32x4.mul(g, logs(weights, i, N)), N - i);
  softmax(out, N);
}

/**
 * The gradients of `sharpen`, all overwritten; `sharp` is what it gave.
 *
 * dOut, sharp, weights, dWeights: [B, N]    gamma, dGamma: [B]
 */
export function sharpenGrad(
  dOut: usize,
  sharp: usize,
  weights: usize,
  gamma: usize,
  dWeights: usize,
  dGamma: usize,
  B: u32,
  N: u32,
): void {
  for (let b: u32 = 0; b < B; b++) {
    const dG = sharpenRowGrad(dOut, sharp, weights, load<f32>(gamma + bytes(b)), dWeights, N);
    store<f32>(dGamma + bytes(b), dG);
    dOut += bytes(N);
    sharp += bytes(N);
    weights += bytes(N);
    dWeights += bytes(N);
  }
}

/**
 * The gradients of `sharpenRow`: dWeights is overwritten, dGamma returned; dWeights may be dOut.
 *
 * With p what it gave and d = dp − Σ dp p: dγ = Σ d p log w, and dw = γ d p / w, where p / w is w^(γ−1) / Σ w^γ, computed
 * as (p_j / w_j) (w / w_j)^(γ−1) for the largest w_j. It is 0 for w = 0, unless γ is 1.
 */
export function sharpenRowGrad(dOut: usize, sharp: usize, weights: usize, gamma: f32, dWeights: usize, N: u32): f32 {
  const mean = f32x4.splat(dot(dOut, sharp, N));
  const top = largest(weights, N);
  const logTop = f32x4.splat(
    f32x4.extract_lane(log4(f32x4.splat(max<f32>(load<f32>(weights + bytes(top)), LEAST))), 0),
  );
  const scale = f32x4.splat((gamma * load<f32>(sharp + bytes(top))) / max<f32>(load<f32>(weights + bytes(top)), LEAST));
  const power = f32x4.splat(gamma - 1);
  const vanishing = f32x4.splat(gamma == 1 ? 0 : LEAST);
  let dGamma = f32x4.splat(0);
  for (let i: u32 = 0; i < N; i += 4) {
    const d = f32x4.sub(loadLanes(dOut + bytes(i), N - i, 0), mean);
    const w = loadLanes(weights + bytes(i), N - i, 1);
    const log = log4(f32x4.max(w, f32x4.splat(LEAST)));
    dGamma = madd(f32x4.mul(d, loadLanes(sharp + bytes(i), N - i, 0)), log, dGamma);
    const ratio = exp4(f32x4.mul(power, f32x4.sub(log, logTop)));
    const slope = v128.andnot(f32x4.mul(scale, ratio), f32x4.lt(w, vanishing));
    storeLanes(dWeights + bytes(i), f32x4.mul(d, slope), N - i);
  }
  return sumLanes(dGamma);
}

/** Logarithms of the weights from i on; those past the last are of 1. */
function logs(weights: usize, i: u32, N: u32): v128 {
  return log4(f32x4.max(loadLanes(weights + bytes(i), N - i, 1), f32x4.splat(LEAST)));
}

function largest(x: usize, n: u32): u32 {
  let best: u32 = 0;
  for (let i: u32 = 1; i < n; i++) if (load<f32>(x + bytes(i)) > load<f32>(x + bytes(best))) best = i;
  return best;
}
