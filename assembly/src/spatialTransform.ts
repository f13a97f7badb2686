import { addRow } from "./affineGrid";
import { coordinate, coordinates } from "./baseGrid";
import { bytes, VECTOR } from "./bytes";
import { madd } from "./madd";
import { give } from "./sampling/give";
import { pull } from "./sampling/pull";
import { CHUNK, DX, DY, Sampler, sampler, X, Y } from "./sampling/sampler";
import { take } from "./sampling/take";
import { findTaps } from "./sampling/taps";

/**
 * gridSample at affineGrid(theta): the grid is made a few points at a time and never stored    STN eq. 1, 3
 *
 * image: [B, H, W, C]    theta: [B, 2, 3]    out: [B, h, w, C]
 * spanX, spanY: see baseGrid.ts    the rest as gridSample's
 */
export function spatialTransform(
  image: usize,
  theta: usize,
  out: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  h: u32,
  w: u32,
  spanX: f32,
  spanY: f32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  for (let b: u32 = 0; b < B; b++, image += bytes(H * W * C), theta += 24) {
    for (let i: u32 = 0; i < h; i++) {
      for (let j: u32 = 0; j < w; j += CHUNK) {
        const count = min(CHUNK, w - j);
        affinePoints(s, theta, j, count, w, spanX, coordinate(i, h, spanY));
        findTaps(s, count, false);
        take(s, image, out, count);
        out += bytes(count * C);
      }
    }
  }
}

/** dImage: [B, H, W, C], the adjoint for the image    dOut: [B, h, w, C] */
export function spatialTransformGradImage(
  dOut: usize,
  theta: usize,
  dImage: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  h: u32,
  w: u32,
  spanX: f32,
  spanY: f32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  memory.fill(dImage, 0, bytes(B * H * W * C));
  for (let b: u32 = 0; b < B; b++, dImage += bytes(H * W * C), theta += 24) {
    for (let i: u32 = 0; i < h; i++) {
      for (let j: u32 = 0; j < w; j += CHUNK) {
        const count = min(CHUNK, w - j);
        affinePoints(s, theta, j, count, w, spanX, coordinate(i, h, spanY));
        findTaps(s, count, false);
        give(s, dOut, dImage, count);
        dOut += bytes(count * C);
      }
    }
  }
}

/** dTheta[b] = sum over i, j of the gradient for the point (i, j) times (x_j, y_i, 1)    dTheta: [B, 2, 3] */
export function spatialTransformGradTheta(
  dOut: usize,
  image: usize,
  theta: usize,
  dTheta: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  h: u32,
  w: u32,
  spanX: f32,
  spanY: f32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  memory.fill(dTheta, 0, 6 * bytes(B));
  for (let b: u32 = 0; b < B; b++, image += bytes(H * W * C), theta += 24, dTheta += 24) {
    for (let i: u32 = 0; i < h; i++) {
      const y = coordinate(i, h, spanY);
      for (let j: u32 = 0; j < w; j += CHUNK) {
        const count = min(CHUNK, w - j);
        affinePoints(s, theta, j, count, w, spanX, y);
        findTaps(s, count, true);
        pull(s, dOut, image, count);
        addPoints(s, dTheta, j, count, w, spanX, y);
        dOut += bytes(count * C);
      }
    }
  }
}

/** The coordinates of `count` points of a row, from column j. */
function affinePoints(s: Sampler, theta: usize, j: u32, count: u32, w: u32, spanX: f32, y: f32): void {
  const a = v128.load32_splat(theta);
  const c = v128.load32_splat(theta, 12);
  const u = f32x4.splat(load<f32>(theta, 4) * y + load<f32>(theta, 8));
  const v = f32x4.splat(load<f32>(theta, 16) * y + load<f32>(theta, 20));
  let point = changetype<usize>(s);
  for (const end = j + count; j < end; j += 4, point += VECTOR) {
    const x = coordinates(j, w, spanX);
    v128.store(point, madd(a, x, u), X);
    v128.store(point, madd(c, x, v), Y);
  }
}

/** Adds what `count` points of a row pull at theta. */
function addPoints(s: Sampler, dTheta: usize, j: u32, count: u32, w: u32, spanX: f32, y: f32): void {
  let point = changetype<usize>(s);
  clearLanes(point + DX, count);
  clearLanes(point + DY, count);
  let ux = f32x4.splat(0); // sums of du x, du, dv x, dv
  let u = ux;
  let vx = ux;
  let v = ux;
  for (const end = j + count; j < end; j += 4, point += VECTOR) {
    const x = coordinates(j, w, spanX);
    const du = v128.load(point, DX);
    const dv = v128.load(point, DY);
    ux = madd(du, x, ux);
    u = f32x4.add(du, u);
    vx = madd(dv, x, vx);
    v = f32x4.add(dv, v);
  }
  addRow(dTheta, ux, u, y);
  addRow(dTheta + 12, vx, v, y);
}

/** Sets the lanes of the last vector that are no point. */
function clearLanes(array: usize, count: u32): void {
  for (let j = count; j & 3; j++) store<f32>(array + bytes(j), 0);
}
