// The gradient of a convolution's filter, straight from the image: no patches are laid out.
import { bytes, VECTOR } from "../bytes";
import { copy } from "../copy";
import { madd } from "../madd";
import { packImage, packOutput } from "./convPack";

/** Taps that a block may have at once; the sums are kept for a multiple of it. */
const TAPS: i32 = 8;

/**
 * dw[r,c,k,o] = sum over b, i, j of x[b, i sh + r − top, j sw + c − left, k] dy[b,i,j,o]
 *
 * x: [B, H, W, Ci]    dy: [B, dyH, dyW, Co], of which h × w are read    dw: [fh, fw, Ci, Co]
 * With channelsFirst x is [B, Ci, H, W] and dy [B, Co, dyH, dyW].
 *
 * One unit after the other, of `images` images and `rows` rows of output, small enough for the cache. In a unit, a block of
 * dw (4 taps × 8 outputs or 8 × 4) is summed in registers over all positions. A unit is copied to the scratch if the
 * window leaves the image (zeros are put around it), if Co is no multiple of four, or if the channels come first.
 *
 * scratch: floats for TAPS-rounded fh fw Ci × Co rounded to four, a unit of x ([images, (rows − 1) sh + fh,
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
  const taps = (K + TAPS - 1) & -TAPS;
  const outs = (Co + 3) & -4;
  const width = (w - 1) * sw + fw;
  const inside = top == 0 && left == 0 && (h - 1) * sh + fh <= H && width <= W;
  const copyX = channelsFirst || !inside;
  const copyDy = channelsFirst || outs != Co;

  const sums = scratch;
  const xUnit = sums + bytes(taps * outs);
  const dyUnit = xUnit + (copyX ? bytes(images * ((rows - 1) * sh + fh) * width * Ci) : 0);
  memory.fill(sums, 0, bytes(taps * outs));

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
  let o: i32 = 0;
  for (; o + 8 <= outs; o += 8) {
    for (let k = 0; k < K; k += 4) {
      block8(
        x + tap(k, run, K, xRow),
        x + tap(k + 1, run, K, xRow),
        x + tap(k + 2, run, K, xRow),
        x + tap(k + 3, run, K, xRow),
        dy + bytes(o),
        sums + bytes(k * outs + o),
        n,
        m,
        w,
        xStep,
        xDown,
        xImage,
        step,
        dyRow,
        dyImage,
      );
    }
  }
  if (o == outs) return;
  for (let k = 0; k < K; k += 8) {
    block4(
      x,
      k,
      run,
      K,
      xRow,
      dy + bytes(o),
      sums + bytes(k * outs + o),
      n,
      m,
      w,
      xStep,
      xDown,
      xImage,
      step,
      dyRow,
      dyImage,
    );
  }
}

/** Where tap k of the window lies; past the last, the last. */
function tap(k: i32, run: i32, K: i32, xRow: usize): usize {
  const last = min(k, K - 1);
  return (last / run) * xRow + bytes(last % run);
}

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

function block4(
  x: usize,
  k: i32,
  run: i32,
  K: i32,
  xRow: usize,
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
  const x0 = x + tap(k, run, K, xRow);
  const x1 = x + tap(k + 1, run, K, xRow);
  const x2 = x + tap(k + 2, run, K, xRow);
  const x3 = x + tap(k + 3, run, K, xRow);
  const x4 = x + tap(k + 4, run, K, xRow);
  const x5 = x + tap(k + 5, run, K, xRow);
  const x6 = x + tap(k + 6, run, K, xRow);
  const x7 = x + tap(k + 7, run, K, xRow);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  for (let b = 0; b < n; b++) {
    for (let i = 0; i < m; i++) {
      let d = dy + b * dyImage + i * dyRow;
      const end = d + w * step;
      for (let o = b * xImage + i * xDown; d < end; d += step, o += xStep) {
        const d0 = v128.load(d);
        s0 = madd(v128.load32_splat(x0 + o), d0, s0);
        s1 = madd(v128.load32_splat(x1 + o), d0, s1);
        s2 = madd(v128.load32_splat(x2 + o), d0, s2);
        s3 = madd(v128.load32_splat(x3 + o), d0, s3);
        s4 = madd(v128.load32_splat(x4 + o), d0, s4);
        s5 = madd(v128.load32_splat(x5 + o), d0, s5);
        s6 = madd(v128.load32_splat(x6 + o), d0, s6);
        s7 = madd(v128.load32_splat(x7 + o), d0, s7);
      }
    }
  }
  addTo(sums, s0);
  addTo(sums + step, s1);
  addTo(sums + 2 * step, s2);
  addTo(sums + 3 * step, s3);
  addTo(sums + 4 * step, s4);
  addTo(sums + 5 * step, s5);
  addTo(sums + 6 * step, s6);
  addTo(sums + 7 * step, s7);
}

function addTo(sums: usize, s: v128): void {
  v128.store(sums, f32x4.add(v128.load(sums), s));
}
