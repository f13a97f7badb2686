import { coordinate, coordinates } from "./baseGrid";
import { bytes } from "./bytes";
import { madd, sumLanes } from "./madd";
import { evens, loadHigh, loadLow, odds, storePairs } from "./pairs";

/**
 * out[b,i,j] = theta[b] (x_j, y_i, 1)     STN eq. 1
 *
 * theta: [B, 2, 3]    out: [B, h, w, 2]    spanX, spanY: see baseGrid.ts
 */
export function affineGrid(theta: usize, out: usize, B: u32, h: u32, w: u32, spanX: f32, spanY: f32): void {
  for (let b: u32 = 0; b < B; b++, theta += 24) {
    for (let i: u32 = 0; i < h; i++, out += bytes(w) << 1) affineRow(theta, out, w, spanX, coordinate(i, h, spanY));
  }
}

function affineRow(theta: usize, out: usize, w: u32, spanX: f32, y: f32): void {
  const a = v128.load32_splat(theta);
  const c = v128.load32_splat(theta, 12);
  const u = f32x4.splat(load<f32>(theta, 4) * y + load<f32>(theta, 8));
  const v = f32x4.splat(load<f32>(theta, 16) * y + load<f32>(theta, 20));
  for (let j: u32 = 0; j < w; j += 4, out += 32) {
    const x = coordinates(j, w, spanX);
    storePairs(out, madd(a, x, u), madd(c, x, v), w - j);
  }
}

/**
 * dTheta[b] = sum over i, j of dGrid[b,i,j] (x_j, y_i, 1)ᵀ
 *
 * dGrid: [B, h, w, 2]    dTheta: [B, 2, 3]
 */
export function affineGridGrad(dGrid: usize, dTheta: usize, B: u32, h: u32, w: u32, spanX: f32, spanY: f32): void {
  memory.fill(dTheta, 0, 6 * bytes(B));
  for (let b: u32 = 0; b < B; b++, dTheta += 24) {
    for (let i: u32 = 0; i < h; i++, dGrid += bytes(w) << 1) {
      affineRowGrad(dGrid, dTheta, w, spanX, coordinate(i, h, spanY));
    }
  }
}

function affineRowGrad(dGrid: usize, dTheta: usize, w: u32, spanX: f32, y: f32): void {
  let ux = f32x4.splat(0); // sums over the row of du x, du, dv x, dv
  let u = ux;
  let vx = ux;
  let v = ux;
  for (let j: u32 = 0; j < w; j += 4, dGrid += 32) {
    const low = loadLow(dGrid, w - j);
    const high = loadHigh(dGrid, w - j);
    const x = coordinates(j, w, spanX);
    ux = madd(evens(low, high), x, ux);
    u = f32x4.add(evens(low, high), u);
    vx = madd(odds(low, high), x, vx);
    v = f32x4.add(odds(low, high), v);
  }
  addRow(dTheta, ux, u, y);
  addRow(dTheta + 12, vx, v, y);
}

/** Adds d (x, y, 1), summed over one row of the image, to a row of dTheta. A sum of short sums loses less to rounding. */
export function addRow(dTheta: usize, dx: v128, d: v128, y: f32): void {
  const one = sumLanes(d);
  store<f32>(dTheta, load<f32>(dTheta) + sumLanes(dx));
  store<f32>(dTheta, load<f32>(dTheta, 4) + one * y, 4);
  store<f32>(dTheta, load<f32>(dTheta, 8) + one, 8);
}
