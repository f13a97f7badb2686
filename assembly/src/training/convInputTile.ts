// The innermost sums of conv2dBackpropInput: a few pixels of dx, summed over a window of dy, in vectors of outputs.
import { VECTOR } from "../bytes";
import { madd, sumLanes4 } from "../madd";

/** Pixels of a tile of two channels. */
export const PIXELS2: i32 = 4;
/** Pixels of a tile of one channel. */
export const PIXELS1: i32 = 8;

/**
 * out[p, k] = sum over rows and length of d[p, …] weights[k, …]     4 pixels × 2 channels, of which `count` pixels are stored
 *
 * d: pixels `pixel` bytes apart, rows `dRow`    weights: rows `wRow` bytes apart, channels `channel`
 * `length`: bytes of a row, a multiple of 16
 */
export function tile2(
  d: usize,
  weights: usize,
  out: usize,
  pixel: usize,
  length: usize,
  rows: i32,
  dRow: usize,
  wRow: usize,
  channel: usize,
  outPixel: usize,
  outChannel: usize,
  count: i32,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let r = 0; r < rows; r++, d += dRow, weights += wRow) {
    let p0 = d;
    let p1 = d + pixel;
    let p2 = p1 + pixel;
    let p3 = p2 + pixel;
    const end = weights + length;
    for (let q = weights; q < end; q += VECTOR) {
      const w0 = v128.load(q);
      const w1 = v128.load(q + channel);
      const d0 = v128.load(p0);
      s00 = madd(d0, w0, s00);
      s01 = madd(d0, w1, s01);
      const d1 = v128.load(p1);
      s10 = madd(d1, w0, s10);
      s11 = madd(d1, w1, s11);
      const d2 = v128.load(p2);
      s20 = madd(d2, w0, s20);
      s21 = madd(d2, w1, s21);
      const d3 = v128.load(p3);
      s30 = madd(d3, w0, s30);
      s31 = madd(d3, w1, s31);
      p0 += VECTOR;
      p1 += VECTOR;
      p2 += VECTOR;
      p3 += VECTOR;
    }
  }
  storeLanes(out, sumLanes4(s00, s10, s20, s30), outPixel, count);
  storeLanes(out + outChannel, sumLanes4(s01, s11, s21, s31), outPixel, count);
}

/** The same with 8 pixels × 1 channel. */
export function tile1(
  d: usize,
  weights: usize,
  out: usize,
  pixel: usize,
  length: usize,
  rows: i32,
  dRow: usize,
  wRow: usize,
  outPixel: usize,
  count: i32,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  for (let r = 0; r < rows; r++, d += dRow, weights += wRow) {
    let p = d;
    const end = weights + length;
    for (let q = weights; q < end; q += VECTOR, p += VECTOR) {
      const w0 = v128.load(q);
      let next = p;
      s0 = madd(v128.load(next), w0, s0);
      next += pixel;
      s1 = madd(v128.load(next), w0, s1);
      next += pixel;
      s2 = madd(v128.load(next), w0, s2);
      next += pixel;
      s3 = madd(v128.load(next), w0, s3);
      next += pixel;
      s4 = madd(v128.load(next), w0, s4);
      next += pixel;
      s5 = madd(v128.load(next), w0, s5);
      next += pixel;
      s6 = madd(v128.load(next), w0, s6);
      next += pixel;
      s7 = madd(v128.load(next), w0, s7);
    }
  }
  storeLanes(out, sumLanes4(s0, s1, s2, s3), outPixel, min(count, 4));
  if (count > 4) storeLanes(out + 4 * outPixel, sumLanes4(s4, s5, s6, s7), outPixel, count - 4);
}

function storeLanes(out: usize, sums: v128, step: usize, count: i32): void {
  store<f32>(out, f32x4.extract_lane(sums, 0));
  if (count > 1) store<f32>(out + step, f32x4.extract_lane(sums, 1));
  if (count > 2) store<f32>(out + 2 * step, f32x4.extract_lane(sums, 2));
  if (count > 3) store<f32>(out + 3 * step, f32x4.extract_lane(sums, 3));
}
