import { coordinate } from "./baseGrid";
import { bytes } from "./bytes";
import { madd } from "./madd";

/**
 * out[b,k,i,j] = theta[b] (x_j, y_i, z_k, 1)
 *
 * theta: [B, 3, 4]    out: [B, d, h, w, 3]    spanX, spanY, spanZ: see baseGrid.ts
 */
export function affineGrid3d(
  theta: usize,
  out: usize,
  B: u32,
  d: u32,
  h: u32,
  w: u32,
  spanX: f32,
  spanY: f32,
  spanZ: f32,
): void {
  for (let b: u32 = 0; b < B; b++, theta += 48) {
    const byX = column(theta);
    const byY = column(theta + 4);
    const byZ = column(theta + 8);
    for (let k: u32 = 0; k < d; k++) {
      const slice = madd(byZ, f32x4.splat(coordinate(k, d, spanZ)), column(theta + 12));
      for (let i: u32 = 0; i < h; i++, out += 3 * bytes(w)) {
        const row = madd(byY, f32x4.splat(coordinate(i, h, spanY)), slice);
        affineRow(byX, row, out, w, spanX);
      }
    }
  }
}

/** A column of theta, in the lanes (x, y, z, 0). */
function column(theta: usize): v128 {
  return f32x4(load<f32>(theta), load<f32>(theta, 16), load<f32>(theta, 32), 0);
}

function affineRow(byX: v128, row: v128, out: usize, w: u32, spanX: f32): void {
  for (let j: u32 = 0; j < w; j++, out += 12) {
    const voxel = madd(byX, f32x4.splat(coordinate(j, w, spanX)), row);
    v128.store64_lane(out, voxel, 0);
    v128.store32_lane(out, voxel, 2, 8);
  }
}

/**
 * dTheta[b] = sum over k, i, j of dGrid[b,k,i,j] (x_j, y_i, z_k, 1)ᵀ
 *
 * dGrid: [B, d, h, w, 3]    dTheta: [B, 3, 4]
 */
export function affineGrid3dGrad(
  dGrid: usize,
  dTheta: usize,
  B: u32,
  d: u32,
  h: u32,
  w: u32,
  spanX: f32,
  spanY: f32,
  spanZ: f32,
): void {
  memory.fill(dTheta, 0, 12 * bytes(B));
  for (let b: u32 = 0; b < B; b++, dTheta += 48) {
    for (let k: u32 = 0; k < d; k++) {
      const z = coordinate(k, d, spanZ);
      for (let i: u32 = 0; i < h; i++, dGrid += 3 * bytes(w)) {
        affineRowGrad(dGrid, dTheta, w, spanX, coordinate(i, h, spanY), z);
      }
    }
  }
}

function affineRowGrad(dGrid: usize, dTheta: usize, w: u32, spanX: f32, y: f32, z: f32): void {
  let byX = f32x4.splat(0); // sums over the row of d x and d
  let all = byX;
  for (let j: u32 = 0; j < w; j++, dGrid += 12) {
    const voxel = v128.load32_lane(dGrid, v128.load64_zero(dGrid), 2, 8);
    byX = madd(voxel, f32x4.splat(coordinate(j, w, spanX)), byX);
    all = f32x4.add(voxel, all);
  }
  addColumn(dTheta, byX);
  addColumn(dTheta + 4, f32x4.mul(all, f32x4.splat(y)));
  addColumn(dTheta + 8, f32x4.mul(all, f32x4.splat(z)));
  addColumn(dTheta + 12, all);
}

function addColumn(dTheta: usize, d: v128): void {
  store<f32>(dTheta, load<f32>(dTheta) + f32x4.extract_lane(d, 0));
  store<f32>(dTheta, load<f32>(dTheta, 16) + f32x4.extract_lane(d, 1), 16);
  store<f32>(dTheta, load<f32>(dTheta, 32) + f32x4.extract_lane(d, 2), 32);
}
