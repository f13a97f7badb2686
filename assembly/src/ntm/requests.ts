// What a head asks for: key [W], β, gate, shifts [S], γ and, of a write head, erase [W] and add [W]. Activated in place.
import { bytes } from "../bytes";
import { loadLanes, storeLanes } from "../lanes";
import { exp4, sigmoid4, softplus4, tanh4 } from "../math";
import { softmax, softmaxGrad } from "../rowMath";

export function activateRequest(x: usize, W: u32, S: u32, tanhKey: bool, tanhAdd: bool, writes: bool): void {
  if (tanhKey) tanhRow(x, W);
  x += bytes(W);
  store<f32>(x, first(softplus4(v128.load32_splat(x))));
  store<f32>(x + 4, first(sigmoid4(v128.load32_splat(x + 4))));
  softmax(x + 8, S);
  x += 8 + bytes(S);
  store<f32>(x, (1 as f32) + first(softplus4(v128.load32_splat(x))));
  if (!writes) return;
  sigmoidRow(x + 4, W);
  if (tanhAdd) tanhRow(x + 4 + bytes(W), W);
}

/** Turns d, the gradient of the activated request y, into that of what it was before, in place. */
export function requestGrad(d: usize, y: usize, W: u32, S: u32, tanhKey: bool, tanhAdd: bool, writes: bool): void {
  if (tanhKey) tanhRowGrad(d, y, W);
  d += bytes(W);
  y += bytes(W);
  store<f32>(d, load<f32>(d) * softplusSlope(load<f32>(y)));
  const gate = load<f32>(y, 4);
  store<f32>(d + 4, load<f32>(d, 4) * gate * ((1 as f32) - gate));
  softmaxGrad(d + 8, y + 8, d + 8, S);
  d += 8 + bytes(S);
  y += 8 + bytes(S);
  store<f32>(d, load<f32>(d) * softplusSlope(load<f32>(y) - 1));
  if (!writes) return;
  sigmoidRowGrad(d + 4, y + 4, W);
  if (tanhAdd) tanhRowGrad(d + 4 + bytes(W), y + 4 + bytes(W), W);
}

/** x[i] = tanh x[i], i < n */
export function tanhRow(x: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 4) storeLanes(x + bytes(i), tanh4(loadLanes(x + bytes(i), n - i, 0)), n - i);
}

/** d[i] = d[i] (1 − y[i]²) */
export function tanhRowGrad(d: usize, y: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 4) {
    const v = loadLanes(y + bytes(i), n - i, 0);
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(v, v));
    storeLanes(d + bytes(i), f32x4.mul(loadLanes(d + bytes(i), n - i, 0), slope), n - i);
  }
}

function sigmoidRow(x: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 4) storeLanes(x + bytes(i), sigmoid4(loadLanes(x + bytes(i), n - i, 0)), n - i);
}

function sigmoidRowGrad(d: usize, y: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 4) {
    const v = loadLanes(y + bytes(i), n - i, 0);
    const slope = f32x4.sub(v, f32x4.mul(v, v));
    storeLanes(d + bytes(i), f32x4.mul(loadLanes(d + bytes(i), n - i, 0), slope), n - i);
  }
}

/** σ(x), from y = softplus x: 1 − e⁻ʸ. Its absolute error is 1e-7. */
function softplusSlope(y: f32): f32 {
  return (1 as f32) - first(exp4(f32x4.splat(-y)));
}

function first(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}
