// Interpolation with the previous address.     NTM eq. 7
import { bytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd, sumLanes } from "./madd";

/**
 * out[b] = gate[b] content[b] + (1 − gate[b]) previous[b]
 *
 * content, previous, out: [B, N]    gate: [B]
 */
export function interpolate(content: usize, previous: usize, gate: usize, out: usize, B: u32, N: u32): void {
  for (let b: u32 = 0; b < B; b++) {
    interpolateRow(content, previous, load<f32>(gate + bytes(b)), out, N);
    content += bytes(N);
    previous += bytes(N);
    out += bytes(N);
  }
}

/** The same for one address; out may be content or previous. */
export function interpolateRow(content: usize, previous: usize, gate: f32, out: usize, N: u32): void {
  const g = f32x4.splat(gate);
  const rest = f32x4.splat((1 as f32) - gate);
  for (let i: u32 = 0; i < N; i += 4) {
    const c = loadLanes(content + bytes(i), N - i, 0);
    const p = loadLanes(previous + bytes(i), N - i, 0);
    storeLanes(out + bytes(i), madd(g, c, f32x4.mul(rest, p)), N - i);
  }
}

/**
 * The gradients of `interpolate`, all overwritten.
 *
 * dOut, dContent, dPrevious: [B, N]    dGate: [B]
 */
export function interpolateGrad(
  dOut: usize,
  content: usize,
  previous: usize,
  gate: usize,
  dContent: usize,
  dPrevious: usize,
  dGate: usize,
  B: u32,
  N: u32,
): void {
  for (let b: u32 = 0; b < B; b++) {
    const g = load<f32>(gate + bytes(b));
    store<f32>(dGate + bytes(b), interpolateRowGrad(dOut, content, previous, g, dContent, dPrevious, N));
    dOut += bytes(N);
    content += bytes(N);
    previous += bytes(N);
    dContent += bytes(N);
    dPrevious += bytes(N);
  }
}

/** The gradients of `interpolateRow`: dContent and dPrevious are overwritten, dGate is returned. dContent may be dOut. */
export function interpolateRowGrad(
  dOut: usize,
  content: usize,
  previous: usize,
  gate: f32,
  dContent: usize,
  dPrevious: usize,
  N: u32,
): f32 {
  const g = f32x4.splat(gate);
  const rest = f32x4.splat((1 as f32) - gate);
  let dGate = f32x4.splat(0);
  for (let i: u32 = 0; i < N; i += 4) {
    const d = loadLanes(dOut + bytes(i), N - i, 0);
    const c = loadLanes(content + bytes(i), N - i, 0);
    const p = loadLanes(previous + bytes(i), N - i, 0);
    dGate = madd(d, f32x4.sub(c, p), dGate);
    storeLanes(dContent + bytes(i), f32x4.mul(g, d), N - i);
    storeLanes(dPrevious + bytes(i), f32x4.mul(rest, d), N - i);
  }
  return sumLanes(dGate);
}
