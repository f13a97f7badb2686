// Addressing with its steps kept (NTM §3.3), so that the gradient need not compute them again.
import { bytes, vectorBytes } from "../bytes";
import { shiftRow, shiftRowGrad } from "../circularShift";
import { dotRows } from "../gemmSmall";
import { interpolateRow, interpolateRowGrad } from "../interpolate";
import { loadLanes, storeLanes } from "../lanes";
import { madd, sumLanes4 } from "../madd";
import { addScaled, dot, softmax, softmaxGrad } from "../rowMath";
import { sharpenRow, sharpenRowGrad } from "../sharpen";

/** As in contentWeights.ts: a key or a slot of zeros is like nothing. */
const EPSILON: f32 = 1e-8;

/** out[i] = |slots[i]|     slots: [N, W] */
export function norms(slots: usize, out: usize, N: u32, W: u32): void {
  const row = bytes(W);
  let i: u32 = 0;
  for (; i + 4 <= N; i += 4, slots += 4 * row) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let c: u32 = 0; c < W; c += 4) {
      const at = slots + bytes(c);
      const m0 = loadLanes(at, W - c, 0);
      const m1 = loadLanes(at + row, W - c, 0);
      const m2 = loadLanes(at + 2 * row, W - c, 0);
      const m3 = loadLanes(at + 3 * row, W - c, 0);
      s0 = madd(m0, m0, s0);
      s1 = madd(m1, m1, s1);
      s2 = madd(m2, m2, s2);
      s3 = madd(m3, m3, s3);
    }
    v128.store(out + bytes(i), f32x4.sqrt(sumLanes4(s0, s1, s2, s3)));
  }
  for (; i < N; i++, slots += row) store<f32>(out + bytes(i), sqrt<f32>(dot(slots, slots, W)));
}

/**
 * Where a head looks. request: key [W], β, gate, shifts [S], γ    slots: [N, W], with their norms: [N]
 * previous: [N]    likeness, content, shifted, out: [N], all written    scratch: 2 N + S floats
 */
export function look(
  request: usize,
  slots: usize,
  norms: usize,
  previous: usize,
  likeness: usize,
  content: usize,
  shifted: usize,
  out: usize,
  scratch: usize,
  N: u32,
  W: u32,
  S: u32,
): void {
  const keyNorm = f32x4.splat(sqrt<f32>(dot(request, request, W)));
  const beta = v128.load32_splat(request + bytes(W));
  const gated = scratch;
  const ring = scratch + bytes(N);
  dotRows(request, 0, slots, bytes(W), likeness, 0, 1, N, W, false);
  for (let i: u32 = 0; i < N; i += 4) {
    const product = f32x4.mul(keyNorm, loadLanes(norms + bytes(i), N - i, 1));
    const k = f32x4.div(loadLanes(likeness + bytes(i), N - i, 0), f32x4.max(product, f32x4.splat(EPSILON)));
    storeLanes(likeness + bytes(i), k, N - i);
    storeLanes(content + bytes(i), f32x4.mul(beta, k), N - i);
  }
  softmax(content, N); // eqs. 5, 6
  interpolateRow(content, previous, load<f32>(request + bytes(W + 1)), gated, N); // eq. 7
  shiftRow(gated, request + bytes(W + 2), shifted, ring, N, S); // eq. 8
  memory.copy(out, shifted, bytes(N));
  sharpenRow(out, load<f32>(request + bytes(W + 2 + S)), out, N); // eq. 9
}

/**
 * The gradient. d: that of `out`, becomes that of previous; dRequest's first W + 3 + S numbers are overwritten; dSlots is added to.
 * scratch: 4 N + S floats; others as above
 */
export function lookGrad(
  d: usize,
  request: usize,
  slots: usize,
  norms: usize,
  previous: usize,
  likeness: usize,
  content: usize,
  shifted: usize,
  out: usize,
  dRequest: usize,
  dSlots: usize,
  scratch: usize,
  N: u32,
  W: u32,
  S: u32,
): void {
  const gated = scratch;
  const dz = gated + bytes(N);
  const along = dz + bytes(N);
  const ring = along + bytes(N);
  const gate = load<f32>(request + bytes(W + 1));
  const beta = load<f32>(request + bytes(W));
  interpolateRow(content, previous, gate, gated, N);
  store<f32>(
    dRequest + bytes(W + 2 + S),
    sharpenRowGrad(d, out, shifted, load<f32>(request + bytes(W + 2 + S)), dz, N),
  );
  shiftRowGrad(dz, gated, request + bytes(W + 2), dz, dRequest + bytes(W + 2), ring, N, S);
  store<f32>(dRequest + bytes(W + 1), interpolateRowGrad(dz, content, previous, gate, dz, d, N));
  softmaxGrad(dz, content, dz, N);
  store<f32>(dRequest + bytes(W), dot(dz, likeness, N));
  const keyNorm = sqrt<f32>(dot(request, request, W));
  const sum = shares(dz, likeness, norms, along, beta, keyNorm, N);
  contentGrad(dz, along, request, slots, dRequest, dSlots, N, W);
  if (sum == 0) return;
  const back = f32x4.splat(-sum / (keyNorm * keyNorm));
  for (let c: u32 = 0; c < W; c += 4) {
    const key = loadLanes(request + bytes(c), W - c, 0);
    storeLanes(dRequest + bytes(c), madd(back, key, loadLanes(dRequest + bytes(c), W - c, 0)), W - c);
  }
}

/**
 * With K a likeness, n its product of norms and dK = β dz: dz becomes dK / n, along dK K / |slot|², and the sum of dK K is
 * returned. Where n is below 1e-8 it is a constant, and the last two are 0.
 */
function shares(dz: usize, likeness: usize, norms: usize, along: usize, beta: f32, keyNorm: f32, N: u32): f32 {
  const epsilon = f32x4.splat(EPSILON);
  let sum = f32x4.splat(0);
  for (let i: u32 = 0; i < N; i += 4) {
    const at = bytes(i);
    const norm = loadLanes(norms + at, N - i, 1);
    const n = f32x4.mul(f32x4.splat(keyNorm), norm);
    const dK = f32x4.mul(f32x4.splat(beta), loadLanes(dz + at, N - i, 0));
    const part = v128.and(f32x4.mul(dK, loadLanes(likeness + at, N - i, 0)), f32x4.gt(n, epsilon));
    const safe = v128.bitselect(norm, f32x4.splat(1), f32x4.gt(norm, f32x4.splat(0)));
    sum = f32x4.add(sum, part);
    storeLanes(dz + at, f32x4.div(dK, f32x4.max(n, epsilon)), N - i);
    storeLanes(along + at, f32x4.div(f32x4.div(part, safe), safe), N - i);
  }
  return f32x4.extract_lane(sumLanes4(sum, sum, sum, sum), 0);
}

/** dKey = sum of share_i slot_i    dSlots_i += share_i key − along_i slot_i */
function contentGrad(
  share: usize,
  along: usize,
  key: usize,
  slots: usize,
  dKey: usize,
  dSlots: usize,
  N: u32,
  W: u32,
): void {
  const row = bytes(W);
  const end = share + bytes(N);
  let c: usize = 0;
  for (; c < vectorBytes(W); c += 16) {
    const k = v128.load(key + c);
    let sum = f32x4.splat(0);
    for (let i = share, a = along, at = slots + c, out = dSlots + c; i < end; i += 4, a += 4, at += row, out += row) {
      const s = v128.load32_splat(i);
      const m = v128.load(at);
      const d = madd(s, k, v128.load(out));
      v128.store(out, f32x4.sub(d, f32x4.mul(v128.load32_splat(a), m)));
      sum = madd(s, m, sum);
    }
    v128.store(dKey + c, sum);
  }
  if (c == row) return;
  const k = loadLanes(key + c, W & 3, 0);
  let sum = f32x4.splat(0);
  for (let i = share, a = along, at = slots + c, out = dSlots + c; i < end; i += 4, a += 4, at += row, out += row) {
    const s = v128.load32_splat(i);
    const m = loadLanes(at, W & 3, 0);
    const d = madd(s, k, loadLanes(out, W & 3, 0));
    storeLanes(out, f32x4.sub(d, f32x4.mul(v128.load32_splat(a), m)), W & 3);
    sum = madd(s, m, sum);
  }
  storeLanes(dKey + c, sum, W & 3);
}

/** out = sum of weights[i] slots[i], [W]     eq. 2 */
export function readRow(slots: usize, weights: usize, out: usize, N: u32, W: u32): void {
  const row = bytes(W);
  let c: usize = 0;
  for (; c < vectorBytes(W); c += 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let at = slots + c;
    let w: usize = 0;
    for (; w < vectorBytes(N); w += 16, at += 4 * row) {
      s0 = madd(v128.load32_splat(weights + w), v128.load(at), s0);
      s1 = madd(v128.load32_splat(weights + w, 4), v128.load(at + row), s1);
      s2 = madd(v128.load32_splat(weights + w, 8), v128.load(at + 2 * row), s2);
      s3 = madd(v128.load32_splat(weights + w, 12), v128.load(at + 3 * row), s3);
    }
    for (; w < bytes(N); w += 4, at += row) s0 = madd(v128.load32_splat(weights + w), v128.load(at), s0);
    v128.store(out + c, f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  }
  for (; c < row; c += 4) {
    let sum: f32 = 0;
    for (let w: usize = 0, at = slots + c; w < bytes(N); w += 4, at += row)
      sum += load<f32>(weights + w) * load<f32>(at);
    store<f32>(out + c, sum);
  }
}

/** The gradient of `readRow`, added to dWeights and dSlots. */
export function readRowGrad(
  d: usize,
  slots: usize,
  weights: usize,
  dSlots: usize,
  dWeights: usize,
  N: u32,
  W: u32,
): void {
  dotRows(d, 0, slots, bytes(W), dWeights, 0, 1, N, W, true);
  for (let i: u32 = 0; i < N; i++, dSlots += bytes(W)) addScaled(load<f32>(weights + bytes(i)), d, dSlots, W);
}
