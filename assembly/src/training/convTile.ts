// The innermost sums of conv2d: a tile of outputs, in registers, over all taps of the window.
//
//     out[j, o] = clamp(bias[o] + sum over the taps of xj[tap] weights[tap, o])
//
// x0 … x3: the positions' first taps; the next row of taps is `tapRow` bytes on, the next run `tapColumn`; a run is `run` bytes
// panel: the biases, then the weights, tap by tap    out: positions `next` bytes apart
import { VECTOR } from "../bytes";
import { madd } from "../madd";

/** 4 positions × 8 outputs. */
export function tile8(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  panel: usize,
  out: usize,
  next: usize,
  fh: i32,
  tapRow: usize,
  runs: i32,
  tapColumn: usize,
  run: usize,
  low: v128,
  high: v128,
): void {
  let s00 = v128.load(panel);
  let s01 = v128.load(panel, 16);
  let s10 = s00;
  let s11 = s01;
  let s20 = s00;
  let s21 = s01;
  let s30 = s00;
  let s31 = s01;
  panel += 2 * VECTOR;
  for (let r = 0; r < fh; r++) {
    for (let c = 0; c < runs; c++) {
      const o = r * tapRow + c * tapColumn;
      let p0 = x0 + o;
      let p1 = x1 + o;
      let p2 = x2 + o;
      let p3 = x3 + o;
      const end = p0 + run;
      for (; p0 < end; p0 += 4, p1 += 4, p2 += 4, p3 += 4, panel += 2 * VECTOR) {
        const w0 = v128.load(panel);
        const w1 = v128.load(panel, 16);
        const a0 = v128.load32_splat(p0);
        s00 = madd(a0, w0, s00);
        s01 = madd(a0, w1, s01);
        const a1 = v128.load32_splat(p1);
        s10 = madd(a1, w0, s10);
        s11 = madd(a1, w1, s11);
        const a2 = v128.load32_splat(p2);
        s20 = madd(a2, w0, s20);
        s21 = madd(a2, w1, s21);
        const a3 = v128.load32_splat(p3);
        s30 = madd(a3, w0, s30);
        s31 = madd(a3, w1, s31);
      }
    }
  }
  put(out, s00, low, high);
  put(out + VECTOR, s01, low, high);
  put(out + next, s10, low, high);
  put(out + next + VECTOR, s11, low, high);
  put(out + 2 * next, s20, low, high);
  put(out + 2 * next + VECTOR, s21, low, high);
  put(out + 3 * next, s30, low, high);
  put(out + 3 * next + VECTOR, s31, low, high);
}

/** 3 positions × 12 outputs. */
export function tile12(
  x0: usize,
  x1: usize,
  x2: usize,
  panel: usize,
  out: usize,
  next: usize,
  fh: i32,
  tapRow: usize,
  runs: i32,
  tapColumn: usize,
  run: usize,
  low: v128,
  high: v128,
): void {
  let s00 = v128.load(panel);
  let s01 = v128.load(panel, 16);
  let s02 = v128.load(panel, 32);
  let s10 = s00;
  let s11 = s01;
  let s12 = s02;
  let s20 = s00;
  let s21 = s01;
  let s22 = s02;
  panel += 3 * VECTOR;
  for (let r = 0; r < fh; r++) {
    for (let c = 0; c < runs; c++) {
      const o = r * tapRow + c * tapColumn;
      let p0 = x0 + o;
      let p1 = x1 + o;
      let p2 = x2 + o;
      const end = p0 + run;
      for (; p0 < end; p0 += 4, p1 += 4, p2 += 4, panel += 3 * VECTOR) {
        const w0 = v128.load(panel);
        const w1 = v128.load(panel, 16);
        const w2 = v128.load(panel, 32);
        const a0 = v128.load32_splat(p0);
        s00 = madd(a0, w0, s00);
        s01 = madd(a0, w1, s01);
        s02 = madd(a0, w2, s02);
        const a1 = v128.load32_splat(p1);
        s10 = madd(a1, w0, s10);
        s11 = madd(a1, w1, s11);
        s12 = madd(a1, w2, s12);
        const a2 = v128.load32_splat(p2);
        s20 = madd(a2, w0, s20);
        s21 = madd(a2, w1, s21);
        s22 = madd(a2, w2, s22);
      }
    }
  }
  put(out, s00, low, high);
  put(out + VECTOR, s01, low, high);
  put(out + 2 * VECTOR, s02, low, high);
  put(out + next, s10, low, high);
  put(out + next + VECTOR, s11, low, high);
  put(out + next + 2 * VECTOR, s12, low, high);
  put(out + 2 * next, s20, low, high);
  put(out + 2 * next + VECTOR, s21, low, high);
  put(out + 2 * next + 2 * VECTOR, s22, low, high);
}

/** 4 positions × 4 outputs. */
export function tile4(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  panel: usize,
  out: usize,
  next: usize,
  fh: i32,
  tapRow: usize,
  runs: i32,
  tapColumn: usize,
  run: usize,
  low: v128,
  high: v128,
): void {
  let s0 = v128.load(panel);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  panel += VECTOR;
  for (let r = 0; r < fh; r++) {
    for (let c = 0; c < runs; c++) {
      const o = r * tapRow + c * tapColumn;
      let p0 = x0 + o;
      let p1 = x1 + o;
      let p2 = x2 + o;
      let p3 = x3 + o;
      const end = p0 + run;
      for (; p0 < end; p0 += 4, p1 += 4, p2 += 4, p3 += 4, panel += VECTOR) {
        const w0 = v128.load(panel);
        s0 = madd(v128.load32_splat(p0), w0, s0);
        s1 = madd(v128.load32_splat(p1), w0, s1);
        s2 = madd(v128.load32_splat(p2), w0, s2);
        s3 = madd(v128.load32_splat(p3), w0, s3);
      }
    }
  }
  put(out, s0, low, high);
  put(out + next, s1, low, high);
  put(out + 2 * next, s2, low, high);
  put(out + 3 * next, s3, low, high);
}

/** NaN stays what it is. */
function put(out: usize, s: v128, low: v128, high: v128): void {
  v128.store(out, f32x4.min(f32x4.max(s, low), high));
}
