import { bytes } from "./bytes";
import { madd, sumLanes } from "./madd";
import { evens, loadHigh, loadLow, odds, storePairs } from "./pairs";

/** Pixels whose gradients are summed before they are added to dPoints: short sums lose less to rounding. */
const BLOCK: u32 = 1024;

/**
 * out[b,p] = sum over k of matrix[k,p] points[b,k]
 *
 * points: [B, K, 2]    matrix: [K, stride], stride a multiple of 4, at least P    out: [B, P, 2]
 */
export function thinPlateSplineGrid(
  points: usize,
  matrix: usize,
  out: usize,
  B: u32,
  K: u32,
  P: u32,
  stride: u32,
): void {
  for (let b: u32 = 0; b < B; b++, points += bytes(K) << 1) {
    for (let p: u32 = 0; p < P; p += 4) {
      let u = f32x4.splat(0);
      let v = u;
      let weights = matrix + bytes(p);
      for (let k: u32 = 0; k < K; k++, weights += bytes(stride)) {
        const weight = v128.load(weights);
        const point = points + (bytes(k) << 1);
        u = madd(weight, v128.load32_splat(point), u);
        v = madd(weight, v128.load32_splat(point, 4), v);
      }
      storePairs(out + (bytes(p) << 1), u, v, P - p);
    }
    out += bytes(P) << 1;
  }
}

/**
 * dPoints[b,k] = sum over p of matrix[k,p] dGrid[b,p]
 *
 * dGrid: [B, P, 2]    matrix: [K, stride]    dPoints: [B, K, 2]
 */
export function thinPlateSplineGridGrad(
  dGrid: usize,
  matrix: usize,
  dPoints: usize,
  B: u32,
  K: u32,
  P: u32,
  stride: u32,
): void {
  memory.fill(dPoints, 0, 2 * bytes(B * K));
  for (let b: u32 = 0; b < B; b++, dGrid += bytes(P) << 1, dPoints += bytes(K) << 1) {
    for (let p: u32 = 0; p < P; p += BLOCK) {
      const count = min<u32>(BLOCK, P - p);
      for (let k: u32 = 0; k < K; k++) {
        addPoint(dGrid + (bytes(p) << 1), matrix + bytes(k * stride + p), dPoints + (bytes(k) << 1), count);
      }
    }
  }
}

function addPoint(dGrid: usize, weights: usize, dPoint: usize, count: u32): void {
  let x = f32x4.splat(0);
  let y = x;
  for (let p: u32 = 0; p < count; p += 4, dGrid += 32, weights += 16) {
    const weight = v128.load(weights);
    const low = loadLow(dGrid, count - p);
    const high = loadHigh(dGrid, count - p);
    x = madd(weight, evens(low, high), x);
    y = madd(weight, odds(low, high), y);
  }
  store<f32>(dPoint, load<f32>(dPoint) + sumLanes(x));
  store<f32>(dPoint, load<f32>(dPoint, 4) + sumLanes(y), 4);
}
