// Writing to a memory: every head erases, then every head adds.     NTM eqs. 3–4
import { bytes, VECTOR, vectorBytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd, sumLanes, sumLanes4 } from "./madd";

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
  const fast: u32 = heads == 1 ? N & ~3 : 0;
  if (fast > 0) eraseAddFours(slots, weights, erase, addend, out, fast, W);
  weights += bytes(fast);
  slots += bytes(fast * W);
  out += bytes(fast * W);
  const one = f32x4.splat(1);
  for (let i: u32 = fast; i < N; i++, weights += 4, slots += bytes(W), out += bytes(W)) {
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

/** For one head, four slots at a time; N is a multiple of 4. */
function eraseAddFours(slots: usize, weights: usize, erase: usize, addend: usize, out: usize, N: u32, W: u32): void {
  const row = bytes(W);
  for (let i: u32 = 0; i < N; i += 4, slots += 4 * row, out += 4 * row) {
    const w0 = v128.load32_splat(weights + bytes(i));
    const w1 = v128.load32_splat(weights + bytes(i), 4);
    const w2 = v128.load32_splat(weights + bytes(i), 8);
    const w3 = v128.load32_splat(weights + bytes(i), 12);
    let c: usize = 0;
    for (; c < vectorBytes(W); c += VECTOR) {
      const e = v128.load(erase + c);
      const a = v128.load(addend + c);
      const at = slots + c;
      const to = out + c;
      v128.store(to, rewrite(v128.load(at), w0, e, a));
      v128.store(to + row, rewrite(v128.load(at + row), w1, e, a));
      v128.store(to + 2 * row, rewrite(v128.load(at + 2 * row), w2, e, a));
      v128.store(to + 3 * row, rewrite(v128.load(at + 3 * row), w3, e, a));
    }
    for (; c < row; c += 4) {
      const e = v128.load32_splat(erase + c);
      const a = v128.load32_splat(addend + c);
      for (let j: usize = 0; j < 4; j++) {
        const w = v128.load32_splat(weights + bytes(i) + 4 * j);
        const m = v128.load32_splat(slots + c + j * row);
        store<f32>(out + c + j * row, f32x4.extract_lane(rewrite(m, w, e, a), 0));
      }
    }
  }
}

/** m (1 − w e) + w a */
function rewrite(m: v128, w: v128, e: v128, a: v128): v128 {
  return madd(w, a, f32x4.mul(m, f32x4.sub(f32x4.splat(1), f32x4.mul(w, e))));
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
  let i: u32 = 0;
  if (heads == 1 && (W & 3) == 0) {
    for (; i + 4 <= N; i += 4, weights += VECTOR, dWeights += VECTOR) {
      const at = bytes(i * W);
      eraseAddFourGrad(dOut + at, slots + at, weights, erase, addend, dSlots + at, dWeights, dErase, dAddend, bytes(W));
    }
  }
  const one = f32x4.splat(1);
  for (; i < N; i++, weights += 4, dWeights += 4) {
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

/** For one head and four slots, of rows that are `row` bytes of whole vectors. */
function eraseAddFourGrad(
  dOut: usize,
  slots: usize,
  weights: usize,
  erase: usize,
  addend: usize,
  dSlots: usize,
  dWeights: usize,
  dErase: usize,
  dAddend: usize,
  row: usize,
): void {
  const one = f32x4.splat(1);
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = v128.load32_splat(weights, 8);
  const w3 = v128.load32_splat(weights, 12);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let c: usize = 0; c < row; c += VECTOR) {
    const e = v128.load(erase + c);
    const a = v128.load(addend + c);
    const d0 = v128.load(dOut + c);
    const d1 = v128.load(dOut + c + row);
    const d2 = v128.load(dOut + c + 2 * row);
    const d3 = v128.load(dOut + c + 3 * row);
    const gone0 = f32x4.mul(d0, v128.load(slots + c));
    const gone1 = f32x4.mul(d1, v128.load(slots + c + row));
    const gone2 = f32x4.mul(d2, v128.load(slots + c + 2 * row));
    const gone3 = f32x4.mul(d3, v128.load(slots + c + 3 * row));
    const erased = madd(w0, gone0, madd(w1, gone1, madd(w2, gone2, f32x4.mul(w3, gone3))));
    const added = madd(w0, d0, madd(w1, d1, madd(w2, d2, f32x4.mul(w3, d3))));
    v128.store(dErase + c, f32x4.sub(v128.load(dErase + c), erased));
    v128.store(dAddend + c, f32x4.add(v128.load(dAddend + c), added));
    s0 = f32x4.add(s0, f32x4.sub(f32x4.mul(a, d0), f32x4.mul(e, gone0)));
    s1 = f32x4.add(s1, f32x4.sub(f32x4.mul(a, d1), f32x4.mul(e, gone1)));
    s2 = f32x4.add(s2, f32x4.sub(f32x4.mul(a, d2), f32x4.mul(e, gone2)));
    s3 = f32x4.add(s3, f32x4.sub(f32x4.mul(a, d3), f32x4.mul(e, gone3)));
    v128.store(dSlots + c, f32x4.mul(d0, f32x4.sub(one, f32x4.mul(w0, e))));
    v128.store(dSlots + c + row, f32x4.mul(d1, f32x4.sub(one, f32x4.mul(w1, e))));
    v128.store(dSlots + c + 2 * row, f32x4.mul(d2, f32x4.sub(one, f32x4.mul(w2, e))));
    v128.store(dSlots + c + 3 * row, f32x4.mul(d3, f32x4.sub(one, f32x4.mul(w3, e))));
  }
  v128.store(dWeights, f32x4.add(v128.load(dWeights), sumLanes4(s0, s1, s2, s3)));
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
