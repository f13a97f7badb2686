// Writing to a memory: every head erases, then every head adds.     NTM eqs. 3–4
import { bytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd, sumLanes } from "./madd";

/**
 * out[b,i] = slots[b,i] prod over h of (1 − weights[b,h,i] erase[b,h]) + sum over h of weights[b,h,i] add[b,h]
 *
 * slots, out: [B, N, W]    weights: [B, heads, N]    erase, addend: [B, heads, W]
 * out may be slots.
 */
export function eraseAdd(
  slots: usize,
  weights: usize,
  erase: usize,
  addend: usize,
  out: usize,
  B: u32,
  heads: u32,
  N: u32,
  W: u32,
): void {
  for (let b: u32 = 0; b < B; b++) {
    eraseAddRow(slots, weights, erase, addend, out, heads, W, N, W);
    slots += bytes(N * W);
    weights += bytes(heads * N);
    erase += bytes(heads * W);
    addend += bytes(heads * W);
    out += bytes(N * W);
  }
}

/** The same for one memory; `step` is the distance from a head's words to those of the next. */
export function eraseAddRow(
  slots: usize,
  weights: usize,
  erase: usize,
  addend: usize,
  out: usize,
  heads: u32,
  step: u32,
  N: u32,
  W: u32,
): void {
  const one = f32x4.splat(1);
  for (let i: u32 = 0; i < N; i++, weights += 4, slots += bytes(W), out += bytes(W)) {
    for (let c: u32 = 0; c < W; c += 4) {
      let kept = loadLanes(slots + bytes(c), W - c, 0);
      let added = f32x4.splat(0);
      for (let h: u32 = 0; h < heads; h++) {
        const w = v128.load32_splat(weights + bytes(h * N));
        const at = bytes(h * step + c);
        kept = f32x4.mul(kept, f32x4.sub(one, f32x4.mul(w, loadLanes(erase + at, W - c, 0))));
        added = madd(w, loadLanes(addend + at, W - c, 0), added);
      }
      storeLanes(out + bytes(c), f32x4.add(kept, added), W - c);
    }
  }
}

/**
 * The gradients of `eraseAdd`, all overwritten.
 *
 * dOut, dSlots: [B, N, W]    dWeights: [B, heads, N]    dErase, dAddend: [B, heads, W]
 */
export function eraseAddGrad(
  dOut: usize,
  slots: usize,
  weights: usize,
  erase: usize,
  addend: usize,
  dSlots: usize,
  dWeights: usize,
  dErase: usize,
  dAddend: usize,
  B: u32,
  heads: u32,
  N: u32,
  W: u32,
): void {
  memory.fill(dWeights, 0, bytes(B * heads * N));
  memory.fill(dErase, 0, bytes(B * heads * W));
  memory.fill(dAddend, 0, bytes(B * heads * W));
  for (let b: u32 = 0; b < B; b++) {
    eraseAddRowGrad(dOut, slots, weights, erase, addend, dSlots, dWeights, dErase, dAddend, heads, W, N, W);
    dOut += bytes(N * W);
    slots += bytes(N * W);
    weights += bytes(heads * N);
    erase += bytes(heads * W);
    addend += bytes(heads * W);
    dSlots += bytes(N * W);
    dWeights += bytes(heads * N);
    dErase += bytes(heads * W);
    dAddend += bytes(heads * W);
  }
}

/** The gradients of `eraseAddRow`: dSlots is overwritten and may be dOut, the others are added to. */
export function eraseAddRowGrad(
  dOut: usize,
  slots: usize,
  weights: usize,
  erase: usize,
  addend: usize,
  dSlots: usize,
  dWeights: usize,
  dErase: usize,
  dAddend: usize,
  heads: u32,
  step: u32,
  N: u32,
  W: u32,
): void {
  const one = f32x4.splat(1);
  for (let i: u32 = 0; i < N; i++, weights += 4, dWeights += 4) {
    for (let c: u32 = 0; c < W; c += 4) {
      const at = bytes(i * W + c);
      const left = W - c;
      const d = loadLanes(dOut + at, left, 0);
      const gone = f32x4.mul(d, loadLanes(slots + at, left, 0));
      let kept = one;
      for (let h: u32 = 0; h < heads; h++) {
        const word = bytes(h * step + c);
        const w = v128.load32_splat(weights + bytes(h * N));
        const e = loadLanes(erase + word, left, 0);
        const a = loadLanes(addend + word, left, 0);
        const dProduct = f32x4.mul(gone, others(weights, erase, h, heads, step, N, W, c)); // −d/d(w e)
        storeLanes(dErase + word, f32x4.sub(loadLanes(dErase + word, left, 0), f32x4.mul(w, dProduct)), left);
        storeLanes(dAddend + word, madd(w, d, loadLanes(dAddend + word, left, 0)), left);
        const dWeight = dWeights + bytes(h * N);
        store<f32>(dWeight, load<f32>(dWeight) + sumLanes(f32x4.sub(f32x4.mul(a, d), f32x4.mul(e, dProduct))));
        kept = f32x4.mul(kept, f32x4.sub(one, f32x4.mul(w, e)));
      }
      storeLanes(dSlots + at, f32x4.mul(d, kept), left);
    }
  }
}

/** What the other heads leave of a slot: the product over g ≠ h of (1 − w e). */
function others(weights: usize, erase: usize, h: u32, heads: u32, step: u32, N: u32, W: u32, c: u32): v128 {
  let kept = f32x4.splat(1);
  for (let g: u32 = 0; g < heads; g++) {
    if (g == h) continue;
    const w = v128.load32_splat(weights + bytes(g * N));
    kept = f32x4.mul(kept, f32x4.sub(f32x4.splat(1), f32x4.mul(w, loadLanes(erase + bytes(g * step + c), W - c, 0))));
  }
  return kept;
}
