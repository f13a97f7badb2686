// The innermost sums of conv2dBackpropFilter: a block of the filter's gradient, in registers, over all positions of a unit.
//
//     sums[t, o] += sum over b < n, i < m, j < w of xt[b, i, j] dy[b, i, j, o]
//
// x0 … x3: the taps' first pixels; the next position is `xStep` bytes on, the next row `xDown`, the next image `xImage`
// dy: positions `step` bytes apart, rows `dyRow`, images `dyImage`    sums: taps `step` bytes apart
import { VECTOR } from "../bytes";
import { madd } from "../madd";

/** 4 taps × 8 outputs. */
export function block8(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  dy: usize,
  sums: usize,
  n: i32,
  m: i32,
  w: i32,
  xStep: usize,
  xDown: usize,
  xImage: usize,
  step: usize,
  dyRow: usize,
  dyImage: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let b = 0; b < n; b++) {
    for (let i = 0; i < m; i++) {
      let d = dy + b * dyImage + i * dyRow;
      const end = d + w * step;
      const o = b * xImage + i * xDown;
      let p0 = x0 + o;
      let p1 = x1 + o;
      let p2 = x2 + o;
      let p3 = x3 + o;
      for (; d < end; d += step) {
        const d0 = v128.load(d);
        const d1 = v128.load(d, 16);
        const a0 = v128.load32_splat(p0);
        s00 = madd(a0, d0, s00);
        s01 = madd(a0, d1, s01);
        const a1 = v128.load32_splat(p1);
        s10 = madd(a1, d0, s10);
        s11 = madd(a1, d1, s11);
        const a2 = v128.load32_splat(p2);
        s20 = madd(a2, d0, s20);
        s21 = madd(a2, d1, s21);
        const a3 = v128.load32_splat(p3);
        s30 = madd(a3, d0, s30);
        s31 = madd(a3, d1, s31);
        p0 += xStep;
        p1 += xStep;
        p2 += xStep;
        p3 += xStep;
      }
    }
  }
  addTo(sums, s00);
  addTo(sums + VECTOR, s01);
  addTo(sums + step, s10);
  addTo(sums + step + VECTOR, s11);
  addTo(sums + 2 * step, s20);
  addTo(sums + 2 * step + VECTOR, s21);
  addTo(sums + 3 * step, s30);
  addTo(sums + 3 * step + VECTOR, s31);
}

/** 3 taps × 12 outputs. */
export function block12(
  x0: usize,
  x1: usize,
  x2: usize,
  dy: usize,
  sums: usize,
  n: i32,
  m: i32,
  w: i32,
  xStep: usize,
  xDown: usize,
  xImage: usize,
  step: usize,
  dyRow: usize,
  dyImage: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  for (let b = 0; b < n; b++) {
    for (let i = 0; i < m; i++) {
      let d = dy + b * dyImage + i * dyRow;
      const end = d + w * step;
      const o = b * xImage + i * xDown;
      let p0 = x0 + o;
      let p1 = x1 + o;
      let p2 = x2 + o;
      for (; d < end; d += step) {
        const d0 = v128.load(d);
        const d1 = v128.load(d, 16);
        const d2 = v128.load(d, 32);
        const a0 = v128.load32_splat(p0);
        s00 = madd(a0, d0, s00);
        s01 = madd(a0, d1, s01);
        s02 = madd(a0, d2, s02);
        const a1 = v128.load32_splat(p1);
        s10 = madd(a1, d0, s10);
        s11 = madd(a1, d1, s11);
        s12 = madd(a1, d2, s12);
        const a2 = v128.load32_splat(p2);
        s20 = madd(a2, d0, s20);
        s21 = madd(a2, d1, s21);
        s22 = madd(a2, d2, s22);
        p0 += xStep;
        p1 += xStep;
        p2 += xStep;
      }
    }
  }
  addTo(sums, s00);
  addTo(sums + VECTOR, s01);
  addTo(sums + 2 * VECTOR, s02);
  addTo(sums + step, s10);
  addTo(sums + step + VECTOR, s11);
  addTo(sums + step + 2 * VECTOR, s12);
  addTo(sums + 2 * step, s20);
  addTo(sums + 2 * step + VECTOR, s21);
  addTo(sums + 2 * step + 2 * VECTOR, s22);
}

/** 4 taps × 4 outputs, two positions at a time so that no sum waits for the last one. */
export function block4(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  dy: usize,
  sums: usize,
  n: i32,
  m: i32,
  w: i32,
  xStep: usize,
  xDown: usize,
  xImage: usize,
  step: usize,
  dyRow: usize,
  dyImage: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let b = 0; b < n; b++) {
    for (let i = 0; i < m; i++) {
      let d = dy + b * dyImage + i * dyRow;
      const end = d + w * step;
      let o = b * xImage + i * xDown;
      for (; d + step < end; d += 2 * step, o += 2 * xStep) {
        const d0 = v128.load(d);
        const d1 = v128.load(d + step);
        const next = o + xStep;
        s00 = madd(v128.load32_splat(x0 + o), d0, s00);
        s01 = madd(v128.load32_splat(x0 + next), d1, s01);
        s10 = madd(v128.load32_splat(x1 + o), d0, s10);
        s11 = madd(v128.load32_splat(x1 + next), d1, s11);
        s20 = madd(v128.load32_splat(x2 + o), d0, s20);
        s21 = madd(v128.load32_splat(x2 + next), d1, s21);
        s30 = madd(v128.load32_splat(x3 + o), d0, s30);
        s31 = madd(v128.load32_splat(x3 + next), d1, s31);
      }
      if (d < end) {
        const d0 = v128.load(d);
        s00 = madd(v128.load32_splat(x0 + o), d0, s00);
        s10 = madd(v128.load32_splat(x1 + o), d0, s10);
        s20 = madd(v128.load32_splat(x2 + o), d0, s20);
        s30 = madd(v128.load32_splat(x3 + o), d0, s30);
      }
    }
  }
  addTo(sums, f32x4.add(s00, s01));
  addTo(sums + step, f32x4.add(s10, s11));
  addTo(sums + 2 * step, f32x4.add(s20, s21));
  addTo(sums + 3 * step, f32x4.add(s30, s31));
}

function addTo(sums: usize, s: v128): void {
  v128.store(sums, f32x4.add(v128.load(sums), s));
}
