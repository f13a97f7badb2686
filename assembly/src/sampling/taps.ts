import { bytes, VECTOR } from "../bytes";
import { ARRAY, COLUMNS, INSIDE, OFFSETS, ROWS, Sampler, SCALES, SLOPES, WEIGHTS, X, Y } from "./sampler";

/**
 * From the coordinates of `count` points, in [−1, 1], finds the pixels they take from and the weights, axis by axis.
 * Any coordinates will do: the offsets are inside the image for all of them, NaN included. Works on whole vectors, also
 * where the last has fewer than four points.
 */
export function findTaps(s: Sampler, count: u32, slopes: bool): void {
  const base = changetype<usize>(s);
  axisTaps(s, base + X, base + COLUMNS, count, s.W, s.C << 2, slopes);
  axisTaps(s, base + Y, base + ROWS, count, s.H, (s.W * s.C) << 2, slopes);
}

export function axisTaps(s: Sampler, x: usize, axis: usize, count: u32, n: u32, stride: u32, slopes: bool): void {
  const end = x + bytes((count + 3) & ~3);
  toPixels(s, x, end, axis + SCALES, <f32>n, slopes);
  if (s.taps == 1) nearestTaps(x, end, axis, n, stride);
  else if (s.taps == 2) bilinearTaps(x, end, axis, n, stride, slopes);
  else bicubicTaps(s, x, end, axis, n, stride, slopes);
}

/**
 * x = pad(((x + 1) a − b) / 2), a = n, b = 1, or a = n − 1, b = 0 when corners are aligned; in place. As PyTorch
 * rounds. What is far outside is brought near, where it takes from nothing either.
 */
function toPixels(s: Sampler, x: usize, end: usize, scales: usize, n: f32, slopes: bool): void {
  const a = s.alignCorners ? n - 1 : n;
  const b = s.alignCorners ? f32x4.splat(0) : f32x4.splat(1);
  const bicubic = s.taps == 4; // pads each tap, not the point
  const reflects = s.padding == 2;
  const clamps = s.padding != 0 && !bicubic;
  const huge = f32.MAX_VALUE;
  const low = f32x4.splat(clamps ? 0 : reflects ? -huge : -8);
  const high = f32x4.splat(clamps ? n - 1 : reflects ? huge : n + 7);
  const half = f32x4.splat(0.5);
  const scale = f32x4.splat(0.5 * a);
  for (; x < end; x += VECTOR, scales += VECTOR) {
    let v = f32x4.mul(f32x4.sub(f32x4.mul(f32x4.add(v128.load(x), f32x4.splat(1)), f32x4.splat(a)), b), half);
    let m = scale;
    if (reflects && !bicubic) {
      if (slopes) m = v128.xor(m, falling(s, v, a));
      v = reflect(s, v, a);
    }
    const inside = v128.and(f32x4.gt(v, low), f32x4.lt(v, high));
    if (slopes) v128.store(scales, v128.and(m, inside));
    if (reflects && bicubic) v = v128.and(v, inside);
    v128.store(x, clip(v, low, high));
  }
}

/** NaN gives `low`. */
function clip(v: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(low, v), high);
}

/** A zigzag about the first and the last pixel: their centres when corners are aligned, else their outer edges. */
function reflect(s: Sampler, v: v128, span: f32): v128 {
  const r = phase(s, v, span);
  return f32x4.add(f32x4.pmin(r, f32x4.sub(f32x4.splat(2 * span), r)), firstEdge(s));
}

/** The distance from the first edge, in [0, 2 span); not a number for a span of 0, and then clipped. */
function phase(s: Sampler, v: v128, span: f32): v128 {
  const r = f32x4.abs(f32x4.sub(v, firstEdge(s)));
  const period = f32x4.splat(2 * span);
  return f32x4.sub(r, f32x4.mul(f32x4.floor(f32x4.div(r, period)), period));
}

/** The sign bit, set where the zigzag falls. */
function falling(s: Sampler, v: v128, span: f32): v128 {
  const back = f32x4.ge(phase(s, v, span), f32x4.splat(span));
  const before = f32x4.lt(v, firstEdge(s));
  return v128.and(v128.xor(back, before), f32x4.splat(-0.0));
}

function firstEdge(s: Sampler): v128 {
  return f32x4.splat(s.alignCorners ? 0 : -0.5);
}

function nearestTaps(x: usize, end: usize, axis: usize, n: u32, stride: u32): void {
  const last = f32x4.splat(<f32>(n - 1));
  for (; x < end; x += VECTOR, axis += VECTOR) {
    const m = f32x4.nearest(v128.load(x));
    storeOffset(axis, m, last, stride);
    v128.store(axis, v128.and(within(m, last), f32x4.splat(1)), WEIGHTS);
  }
}

/**
 * Of the pixels m and m + 1, both inside the image where it has two, and as near as can be. The weight of m is
 * max(0, 1 − |x − m|) (eq. 5); its slope is that to the right of x.
 */
function bilinearTaps(x: usize, end: usize, axis: usize, n: u32, stride: u32, slopes: bool): void {
  const last = f32x4.splat(n > 1 ? <f32>(n - 2) : 0);
  const pair = i32x4.splat(n > 1 ? -1 : 0); // a lone pixel has no second tap
  const step = i32x4.splat(n > 1 ? stride : 0);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (; x < end; x += VECTOR, axis += VECTOR) {
    const v = v128.load(x);
    const floor = f32x4.floor(v);
    const m = clip(floor, zero, last);
    const offset = i32x4.mul(i32x4.trunc_sat_f32x4_s(m), i32x4.splat(stride));
    v128.store(axis, offset);
    v128.store(axis, i32x4.add(offset, step), ARRAY);
    v128.store(axis, v128.and(pair, f32x4.eq(floor, m)), INSIDE);
    const d = f32x4.sub(v, m);
    const w0 = f32x4.sub(one, f32x4.abs(d));
    const w1 = f32x4.sub(one, f32x4.abs(f32x4.sub(d, one)));
    v128.store(axis, f32x4.pmax(zero, w0), WEIGHTS);
    v128.store(axis, v128.and(pair, f32x4.pmax(zero, w1)), WEIGHTS + ARRAY);
    if (!slopes) continue;
    const scale = v128.load(axis, SCALES);
    const k = f32x4.sub(floor, m); // 0: x is between the two; −1, 1: before or after
    const here = v128.and(f32x4.eq(k, zero), scale);
    const before = v128.and(f32x4.eq(k, f32x4.splat(-1)), scale);
    const after = v128.and(f32x4.eq(k, one), scale);
    v128.store(axis, f32x4.sub(before, here), SLOPES);
    v128.store(axis, v128.and(pair, f32x4.sub(here, after)), SLOPES + ARRAY);
  }
}

/** The pixels m − 1 … m + 2 about x, each padded; weights after Keys. */
function bicubicTaps(s: Sampler, x: usize, end: usize, axis: usize, n: u32, stride: u32, slopes: bool): void {
  for (let k: u32 = 0; k < 4; k++) bicubicTap(s, x, end, axis + k * ARRAY, n, stride, k, slopes);
}

function bicubicTap(s: Sampler, x: usize, end: usize, tap: usize, n: u32, stride: u32, k: u32, slopes: bool): void {
  const last = f32x4.splat(<f32>(n - 1));
  const span = <f32>(s.alignCorners ? n - 1 : n);
  const near = k == 1 || k == 2;
  const ahead = f32x4.splat(k > 1 ? -0.0 : 0); // a sign bit
  const shift = f32x4.splat(<f32>k - 1);
  const scaleOf = SCALES - k * ARRAY;
  for (; x < end; x += VECTOR, tap += VECTOR) {
    const v = v128.load(x);
    const floor = f32x4.floor(v);
    let m = f32x4.add(floor, shift);
    if (s.padding == 2) m = reflect(s, m, span);
    const live = s.padding == 0 ? within(m, last) : i32x4.splat(-1);
    storeOffset(tap, m, last, stride);
    const distance = v128.xor(f32x4.sub(f32x4.sub(v, floor), shift), ahead);
    v128.store(tap, v128.and(live, keys(distance, near)), WEIGHTS);
    if (!slopes) continue;
    const slope = v128.xor(keysSlope(distance, near), ahead);
    v128.store(tap, v128.and(live, f32x4.mul(slope, v128.load(tap + scaleOf))), SLOPES);
  }
}

/** Keys's kernel, A = −3/4, at a distance s: near is s ≤ 1, else 1 ≤ s ≤ 2. */
function keys(s: v128, near: bool): v128 {
  return near ? cubic(s, 1.25, -2.25, 0, 1) : cubic(s, -0.75, 3.75, -6, 3);
}

function keysSlope(s: v128, near: bool): v128 {
  return near ? cubic(s, 0, 3.75, -4.5, 0) : cubic(s, 0, -2.25, 7.5, -6);
}

function cubic(s: v128, c3: f32, c2: f32, c1: f32, c0: f32): v128 {
  let sum = f32x4.add(f32x4.mul(f32x4.splat(c3), s), f32x4.splat(c2));
  sum = f32x4.add(f32x4.mul(sum, s), f32x4.splat(c1));
  return f32x4.add(f32x4.mul(sum, s), f32x4.splat(c0));
}

function storeOffset(tap: usize, m: v128, last: v128, stride: u32): void {
  const index = i32x4.trunc_sat_f32x4_s(clip(m, f32x4.splat(0), last));
  v128.store(tap, i32x4.mul(index, i32x4.splat(stride)), OFFSETS);
}

function within(m: v128, last: v128): v128 {
  return v128.and(f32x4.ge(m, f32x4.splat(0)), f32x4.le(m, last));
}
