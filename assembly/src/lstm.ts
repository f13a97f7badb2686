// The LSTM's cell, without its product.     Gates in the order i, f, g, o, [4, U].
import { bytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd } from "./madd";
import { sigmoid4, tanh4 } from "./math";

/**
 * c = σ(f) cPrev + σ(i) tanh(g)    h = σ(o) tanh(c)
 *
 * gates are activated in place.     cPrev, c, h: [U]
 */
export function lstmRow(gates: usize, cPrev: usize, c: usize, h: usize, U: u32): void {
  const step = bytes(U);
  for (let j: u32 = 0; j < U; j += 4) {
    const at = bytes(j);
    const left = U - j;
    const gate = gates + at;
    const i = sigmoid4(loadLanes(gate, left, 0));
    const f = sigmoid4(loadLanes(gate + step, left, 0));
    const g = tanh4(loadLanes(gate + 2 * step, left, 0));
    const o = sigmoid4(loadLanes(gate + 3 * step, left, 0));
    const next = madd(f, loadLanes(cPrev + at, left, 0), f32x4.mul(i, g));
    storeLanes(gate, i, left);
    storeLanes(gate + step, f, left);
    storeLanes(gate + 2 * step, g, left);
    storeLanes(gate + 3 * step, o, left);
    storeLanes(c + at, next, left);
    storeLanes(h + at, f32x4.mul(o, tanh4(next)), left);
  }
}

/** The gradient: dGates, of what the gates were before they were activated, is overwritten; dC becomes that of cPrev. */
export function lstmRowGrad(dH: usize, dC: usize, gates: usize, cPrev: usize, c: usize, dGates: usize, U: u32): void {
  const step = bytes(U);
  const one = f32x4.splat(1);
  for (let j: u32 = 0; j < U; j += 4) {
    const at = bytes(j);
    const left = U - j;
    const i = loadLanes(gates + at, left, 0);
    const f = loadLanes(gates + step + at, left, 0);
    const g = loadLanes(gates + 2 * step + at, left, 0);
    const o = loadLanes(gates + 3 * step + at, left, 0);
    const y = tanh4(loadLanes(c + at, left, 0));
    const dh = loadLanes(dH + at, left, 0);
    const dc = madd(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(y, y)), loadLanes(dC + at, left, 0));
    const out = dGates + at;
    storeLanes(out, f32x4.mul(f32x4.mul(dc, g), slope(i)), left);
    storeLanes(out + step, f32x4.mul(f32x4.mul(dc, loadLanes(cPrev + at, left, 0)), slope(f)), left);
    storeLanes(out + 2 * step, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))), left);
    storeLanes(out + 3 * step, f32x4.mul(f32x4.mul(dh, y), slope(o)), left);
    storeLanes(dC + at, f32x4.mul(dc, f), left);
  }
}

/** Of a sigmoid, from its value. */
function slope(y: v128): v128 {
  return f32x4.sub(y, f32x4.mul(y, y));
}
