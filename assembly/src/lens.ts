// What reading and writing a patch have in common: products with the filters of both axes, of one image.
import { bytes } from "./bytes";
import { endOfAxis, filterAxes, firstOfAxis } from "./filterbank";
import { gemmScratch, gemmStrided } from "./gemm";
import { addScaled } from "./rowMath";

/**
 * An image and a patch of one size each, the filters between them, and room. The filters are separable: a product with those of
 * one axis, then with those of the other, and pixels that no Gaussian reaches are left out.
 */
@unmanaged
export class Lens {
  /** [N, W] and [N, H] */
  fX: usize;
  fY: usize;
  H: u32;
  W: u32;
  C: u32;
  N: u32;
  /** the pixels that are reached, from 0 */
  x0: u32;
  x1: u32;
  y0: u32;
  y1: u32;
  /** [N, W, C] twice, [N, N, C] */
  u: usize;
  v: usize;
  p: usize;
  gemm: usize;
}

/** Floats that a lens takes, its own filters among them. */
export function lensScratch(H: u32, W: u32, C: u32, N: u32): u32 {
  return 16 + N * (H + W) + 2 * N * W * C + N * N * C + 4 + lensGemm(H, W, C, N);
}

function lensGemm(H: u32, W: u32, C: u32, N: u32): u32 {
  let most = max(gemmScratch(N, W * C, H), gemmScratch(H, W * C, N));
  most = max(most, max(gemmScratch(N, H, W * C), gemmScratch(N, C, W)));
  return max(most, max(gemmScratch(W, C, N), gemmScratch(N, W, C)));
}

/** A lens at the beginning of its room. */
export function lensAt(room: usize, H: u32, W: u32, C: u32, N: u32): Lens {
  const lens = changetype<Lens>(room);
  lens.H = H;
  lens.W = W;
  lens.C = C;
  lens.N = N;
  lens.fX = room + bytes(16);
  lens.fY = lens.fX + bytes(N * W);
  lens.u = lens.fY + bytes(N * H);
  lens.v = lens.u + bytes(N * W * C);
  lens.p = lens.v + bytes(N * W * C);
  lens.gemm = (lens.p + bytes(N * N * C) + 15) & ~15;
  return lens;
}

/** Notes what a window reaches.     window: gX, gY, δ, σ², γ */
export function aim(lens: Lens, window: usize, origin: u32): void {
  const delta = load<f32>(window, 8);
  const sigma2 = load<f32>(window, 12);
  lens.x0 = firstOfAxis(load<f32>(window), delta, sigma2, lens.N, lens.W, origin);
  lens.x1 = endOfAxis(load<f32>(window), delta, sigma2, lens.N, lens.W, origin);
  lens.y0 = firstOfAxis(load<f32>(window, 4), delta, sigma2, lens.N, lens.H, origin);
  lens.y1 = endOfAxis(load<f32>(window, 4), delta, sigma2, lens.N, lens.H, origin);
}

/** `aim`, and makes the filters. */
export function focus(lens: Lens, window: usize, origin: u32, epsilon: f32): void {
  aim(lens, window, origin);
  filterAxes(window, lens.fX, lens.fY, lens.H, lens.W, lens.N, origin, epsilon);
}

/** patch = scale F_Y image F_Xᵀ     image: [H, W, C]    patch: [N, N, C] */
export function gather(lens: Lens, image: usize, patch: usize, scale: f32): void {
  rowsSeen(lens, image);
  const line = bytes(lens.W * lens.C);
  const from = lens.fX + bytes(lens.x0);
  const size = lens.N * lens.C;
  let u = lens.u + bytes(lens.x0 * lens.C);
  for (let n: u32 = 0, out = patch; n < lens.N; n++, u += line, out += bytes(size)) {
    product(lens, from, lens.W, u, lens.C, out, lens.C, lens.N, lens.C, lens.x1 - lens.x0, false, false, false);
  }
  scaleRow(patch, patch, scale, lens.N * size);
}

/** image += scale F_Yᵀ patch F_X */
export function spread(lens: Lens, patch: usize, image: usize, scale: f32): void {
  columnsFilled(lens, patch, scale);
  const line = lens.W * lens.C;
  const start = lens.x0 * lens.C;
  const fY = lens.fY + bytes(lens.y0);
  const to = image + bytes(lens.y0 * line + start);
  const rows = lens.y1 - lens.y0;
  const columns = (lens.x1 - lens.x0) * lens.C;
  product(lens, fY, lens.H, lens.v + bytes(start), line, to, line, rows, columns, lens.N, true, false, true);
}

/** The gradients of scale Σ patch (F_Y image F_Xᵀ) for the filters, added.     dFX: [N, W]    dFY: [N, H] */
export function filtersGrad(lens: Lens, image: usize, patch: usize, scale: f32, dFX: usize, dFY: usize): void {
  const line = lens.W * lens.C;
  const start = lens.x0 * lens.C;
  const reached = lens.x1 - lens.x0;
  rowsSeen(lens, image);
  scaleRow(patch, lens.p, scale, lens.N * lens.N * lens.C);
  let u = lens.u + bytes(start);
  let p = lens.p;
  for (let n: u32 = 0; n < lens.N; n++, u += bytes(line), p += bytes(lens.N * lens.C)) {
    outer(lens, p, u, dFX + bytes(lens.x0), reached);
  }
  columnsFilled(lens, patch, scale);
  const from = image + bytes(lens.y0 * line + start);
  const to = dFY + bytes(lens.y0);
  const rows = lens.y1 - lens.y0;
  product(lens, lens.v + bytes(start), line, from, line, to, lens.H, lens.N, rows, reached * lens.C, false, true, true);
}

/** dFX[m] += sum over c of p[m, c] u[·, c] */
function outer(lens: Lens, p: usize, u: usize, dFX: usize, reached: u32): void {
  if (lens.C > 1) {
    product(lens, p, lens.C, u, lens.C, dFX, lens.W, lens.N, reached, lens.C, false, true, true);
    return;
  }
  for (let m: u32 = 0; m < lens.N; m++) addScaled(load<f32>(p + bytes(m)), u, dFX + bytes(m * lens.W), reached);
}

/** So many rows at once are multiplied without packing the image, of which each is seen but once or twice. */
const BAND: u32 = 8;

/** u = F_Y image, [N, W, C], where it is reached. */
function rowsSeen(lens: Lens, image: usize): void {
  const line = lens.W * lens.C;
  const start = lens.x0 * lens.C;
  const from = image + bytes(lens.y0 * line + start);
  const columns = (lens.x1 - lens.x0) * lens.C;
  const fY = lens.fY + bytes(lens.y0);
  const rows = lens.y1 - lens.y0;
  for (let n: u32 = 0; n < lens.N; n += BAND) {
    const count = min(BAND, lens.N - n);
    const to = lens.u + bytes(n * line + start);
    product(lens, fY + bytes(n * lens.H), lens.H, from, line, to, line, count, columns, rows, false, false, false);
  }
}

/** v = scale patch F_X, [N, W, C], where it is reached. */
function columnsFilled(lens: Lens, patch: usize, scale: f32): void {
  const reached = lens.x1 - lens.x0;
  const fX = lens.fX + bytes(lens.x0);
  let v = lens.v + bytes(lens.x0 * lens.C);
  for (let n: u32 = 0; n < lens.N; n++, patch += bytes(lens.N * lens.C), v += bytes(lens.W * lens.C)) {
    product(lens, fX, lens.W, patch, lens.C, v, lens.C, reached, lens.C, lens.N, true, false, false);
    scaleRow(v, v, scale, reached * lens.C);
  }
}

function product(
  lens: Lens,
  a: usize,
  lda: u32,
  b: usize,
  ldb: u32,
  c: usize,
  ldc: u32,
  M: u32,
  N: u32,
  K: u32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
): void {
  gemmStrided(a, lda, b, ldb, c, ldc, lens.gemm, M, N, K, transposeA, transposeB, accumulate);
}

/** out = scale x */
function scaleRow(x: usize, out: usize, scale: f32, n: u32): void {
  for (let i: u32 = 0; i < n; i++) store<f32>(out + bytes(i), scale * load<f32>(x + bytes(i)));
}
