// The gradient of a convolution's filter, straight from the image: no patches are laid out.
import { bytes, VECTOR } from "../bytes";
import { copy } from "../copy";
import { madd } from "../madd";
import { packImage, packOutput } from "./convPack";

/** A block may sum for so many taps past the last; nobody reads them. */
const SPARE: i32 = 3;

/**
 * dw[r,c,k,o] = sum over b, i, j of x[b, i sh + r − top, j sw + c − left, k] dy[b,i,j,o]
 *
 * x: [B, H, W, Ci]    dy: [B, dyH, dyW, Co], of which h × w are read    dw: [fh, fw, Ci, Co]
 * With channelsFirst x is [B, Ci, H, W] and dy [B, Co, dyH, dyW].
 *
 * One unit after the other, of `images` images and `rows` rows of output, small enough for the cache. In a unit, a block of
 * dw (4 taps × 8 outputs, or 3 × 12) is summed in registers over all positions. A unit is copied to the scratch if the
 * window leaves the image (zeros are put around it), if Co is no multiple of four, or if the channels come first.
 *
 * scratch: floats for (fh fw Ci + SPARE) × Co rounded to four, a unit of x ([images, (rows − 1) sh + fh,
 * (w − 1) sw + fw, Ci]) and a unit of dy ([images, rows, w, Co rounded])
 */
export function conv2dBackpropFilter(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  B: i32,
  H: i32,
  W: i32,
  Ci: i32,
  h: i32,
  w: i32,
  Co: i32,
  dyH: i32,
  dyW: i32,
  fh: i32,
  fw: i32,
  sh: i32,
  sw: i32,
  top: i32,
  left: i32,
  images: i32,
  rows: i32,
  channelsFirst: bool,
): void {
  const K = fh * fw * Ci;
  const outs = (Co + 3) & -4;
  const width = (w - 1) * sw + fw;
  const inside = top == 0 && left == 0 && (h - 1) * sh + fh <= H && width <= W;
  const copyX = channelsFirst || !inside;
  const copyDy = channelsFirst || outs != Co;

  const sums = scratch;
  const xUnit = sums + bytes((K + SPARE) * outs);
  const dyUnit = xUnit + (copyX ? bytes(images * ((rows - 1) * sh + fh) * width * Ci) : 0);
  memory.fill(sums, 0, bytes((K + SPARE) * outs));

  for (let b = 0; b < B; b += images) {
    const n = min(images, B - b);
    for (let i = 0; i < h; i += rows) {
      const m = min(rows, h - i);
      const tall = (m - 1) * sh + fh;
      let xs = x + bytes((b * H + i * sh) * W * Ci);
      let xRow = bytes(W * Ci);
      let xImage = xRow * H;
      if (copyX) {
        packImage(x, xUnit, b, n, H, W, Ci, i * sh - top, tall, -left, width, channelsFirst);
        xs = xUnit;
        xRow = bytes(width * Ci);
        xImage = xRow * tall;
      }
      let dys = dy + bytes((b * dyH + i) * dyW * Co);
      let dyRow = bytes(dyW * Co);
      let dyImage = dyRow * dyH;
      if (copyDy) {
        packOutput(dy, dyUnit, b, n, dyH, dyW, Co, i, m, w, outs, channelsFirst);
        dys = dyUnit;
        dyRow = bytes(w * outs);
        dyImage = dyRow * m;
      }
      unit(xs, dys, sums, n, m, w, fw * Ci, K, outs, bytes(sw * Ci), sh * xRow, xRow, xImage, dyRow, dyImage);
    }
  }
  for (let k = 0; k < K; k++) copy(sums + bytes(k * outs), dw + bytes(k * Co), Co);
}

/** Adds one unit to all the sums. `run` is the floats that a row of the window has. */
function unit(
  x: usize,
  dy: usize,
  sums: usize,
  n: i32,
  m: i32,
  w: i32,
  run: i32,
  K: i32,
  outs: i32,
  xStep: usize,
  xDown: usize,
  xRow: usize,
  xImage: usize,
  dyRow: usize,
  dyImage: usize,
): void {
  const step = bytes(outs);
  for (let o: i32 = 0; o < outs; ) {
    const left = outs - o;
    const wide = left == 4 ? 4 : left == 12 ? 12 : 8;
    const taps = wide == 12 ? 3 : 4;
    for (let k = 0; k < K; k += taps) {
      const x0 = x + tap(k, run, K, xRow);
      const x1 = x + tap(k + 1, run, K, xRow);
      const x2 = x + tap(k + 2, run, K, xRow);
      const x3 = x + tap(k + 3, run, K, xRow);
      const d = dy + bytes(o);
      const s = sums + bytes(k * outs + o);
      if (wide == 8) block8(x0, x1, x2, x3, d, s, n, m, w, xStep, xDown, xImage, step, dyRow, dyImage);
      else if (wide == 12) block12(x0, x1, x2, d, s, n, m, w, xStep, xDown, xImage, step, dyRow, dyImage);
      else block4(x0, x1, x2, x3, d, s, n, m, w, xStep, xDown, xImage, step, dyRow, dyImage);
    }
    o += wide;
  }
}

/** Where tap k of the window lies; past the last, the last. */
function tap(k: i32, run: i32, K: i32, xRow: usize): usize {
  const last = min(k, K - 1);
  return (last / run) * xRow + bytes(last % run);
}

/** 4 taps × 8 outputs. */
function block8(
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
function block12(
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
function block4(
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
