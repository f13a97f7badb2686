import { addRow } from "./affineGrid";
import { coordinate, coordinates } from "./baseGrid";
import { bytes } from "./bytes";
import { madd } from "./madd";
import { evens, loadHigh, loadLow, odds, storePairs } from "./pairs";

/**
 * (X, Y, Z) = theta[b] (x_j, y_i, 1);  out[b,i,j] = (X / Z, Y / Z)
 *
 * theta: [B, 3, 3]    out: [B, h, w, 2]    spanX, spanY: see baseGrid.ts
 */
export function projectiveGrid(theta: usize, out: usize, B: u32, h: u32, w: u32, spanX: f32, spanY: f32): void {
  for (let b: u32 = 0; b < B; b++, theta += 36) {
    for (let i: u32 = 0; i < h; i++, out += bytes(w) << 1) {
      const y = coordinate(i, h, spanY);
      for (let j: u32 = 0; j < w; j += 4) {
        const x = coordinates(j, w, spanX);
        const Z = along(theta + 24, x, y);
        const u = f32x4.div(along(theta, x, y), Z);
        const v = f32x4.div(along(theta + 12, x, y), Z);
        storePairs(out + (bytes(j) << 1), u, v, w - j);
      }
    }
  }
}

/** One row of theta times (x, y, 1). */
function along(row: usize, x: v128, y: f32): v128 {
  return madd(v128.load32_splat(row), x, f32x4.splat(load<f32>(row, 4) * y + load<f32>(row, 8)));
}

/**
 * With (u, v) = out and (du, dv) = dGrid, dTheta[b] is the sum over i, j of
 *
 *   (du, dv, -(u du + v dv))ᵀ (x_j, y_i, 1) / Z
 *
 * A pixel on the horizon, Z = 0, adds nothing.
 *
 * dGrid: [B, h, w, 2]    theta: [B, 3, 3]    dTheta: [B, 3, 3]
 */
export function projectiveGridGrad(
  dGrid: usize,
  theta: usize,
  dTheta: usize,
  B: u32,
  h: u32,
  w: u32,
  spanX: f32,
  spanY: f32,
): void {
  memory.fill(dTheta, 0, 9 * bytes(B));
  for (let b: u32 = 0; b < B; b++, theta += 36, dTheta += 36) {
    for (let i: u32 = 0; i < h; i++, dGrid += bytes(w) << 1) {
      projectiveRowGrad(dGrid, theta, dTheta, w, spanX, coordinate(i, h, spanY));
    }
  }
}

function projectiveRowGrad(dGrid: usize, theta: usize, dTheta: usize, w: u32, spanX: f32, y: f32): void {
  const zero = f32x4.splat(0);
  let Xx = zero; // sums over the row of dX x, dX, dY x, dY, dZ x, dZ
  let X = zero;
  let Yx = zero;
  let Y = zero;
  let Zx = zero;
  let Z = zero;
  for (let j: u32 = 0; j < w; j += 4, dGrid += 32) {
    const x = coordinates(j, w, spanX);
    const depth = along(theta + 24, x, y);
    const counts = v128.and(f32x4.ne(depth, zero), inRow(w - j));
    const divisor = v128.bitselect(depth, f32x4.splat(1), counts);
    const low = loadLow(dGrid, w - j);
    const high = loadHigh(dGrid, w - j);
    const dX = f32x4.div(v128.and(evens(low, high), counts), divisor);
    const dY = f32x4.div(v128.and(odds(low, high), counts), divisor);
    const u = f32x4.div(along(theta, x, y), divisor);
    const v = f32x4.div(along(theta + 12, x, y), divisor);
    const dZ = f32x4.neg(madd(u, dX, f32x4.mul(v, dY)));
    Xx = madd(dX, x, Xx);
    X = f32x4.add(dX, X);
    Yx = madd(dY, x, Yx);
    Y = f32x4.add(dY, Y);
    Zx = madd(dZ, x, Zx);
    Z = f32x4.add(dZ, Z);
  }
  addRow(dTheta, Xx, X, y);
  addRow(dTheta + 12, Yx, Y, y);
  addRow(dTheta + 24, Zx, Z, y);
}

/** Ones in the lanes below `n`. */
function inRow(n: u32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n));
}
