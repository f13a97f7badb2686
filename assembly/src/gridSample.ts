import { bytes, VECTOR } from "./bytes";
import { evens, loadHigh, loadLow, odds, storePairs } from "./pairs";
import { give } from "./sampling/give";
import { pull } from "./sampling/pull";
import { CHUNK, DX, DY, Sampler, sampler, X, Y } from "./sampling/sampler";
import { take } from "./sampling/take";
import { findTaps } from "./sampling/taps";

/**
 * out[b,p] = sum over the pixels n, m of image[b,n,m] k(x − m) k(y − n), (x, y) = grid[b,p] in pixels    STN eq. 3
 *
 * image: [B, H, W, C]    grid: [B, P, 2]    out: [B, P, C]
 * scratch: samplingScratch() floats    taps: 1 nearest, 2 bilinear, 4 bicubic    padding: 0 zeros, 1 border, 2 reflection
 */
export function gridSample(
  image: usize,
  grid: usize,
  out: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  for (let b: u32 = 0; b < B; b++, image += bytes(H * W * C)) {
    for (let p: u32 = 0; p < P; p += CHUNK) {
      const count = min(CHUNK, P - p);
      readGrid(s, grid, count);
      findTaps(s, count, false);
      take(s, image, out, count);
      grid += bytes(count) << 1;
      out += bytes(count * C);
    }
  }
}

/**
 * dImage[b,n,m] = sum over p of dOut[b,p] k(x − m) k(y − n)    STN eq. 6
 *
 * dOut: [B, P, C]    grid: [B, P, 2]    dImage: [B, H, W, C]    the rest as above
 */
export function gridSampleGradImage(
  dOut: usize,
  grid: usize,
  dImage: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  memory.fill(dImage, 0, bytes(B * H * W * C));
  for (let b: u32 = 0; b < B; b++, dImage += bytes(H * W * C)) {
    for (let p: u32 = 0; p < P; p += CHUNK) {
      const count = min(CHUNK, P - p);
      readGrid(s, grid, count);
      findTaps(s, count, false);
      give(s, dOut, dImage, count);
      grid += bytes(count) << 1;
      dOut += bytes(count * C);
    }
  }
}

/**
 * dGrid[b,p] = sum over c, n, m of dOut[b,p,c] image[b,n,m,c] (k'(x − m) k(y − n) dx, k(x − m) k'(y − n) dy)    STN eq. 7
 *
 * dx, dy: pixels in a unit of the grid, 0 where the padding clips, negative where it reflects. dGrid: [B, P, 2]
 */
export function gridSampleGradGrid(
  dOut: usize,
  image: usize,
  grid: usize,
  dGrid: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  for (let b: u32 = 0; b < B; b++, image += bytes(H * W * C)) {
    for (let p: u32 = 0; p < P; p += CHUNK) {
      const count = min(CHUNK, P - p);
      readGrid(s, grid, count);
      findTaps(s, count, true);
      pull(s, dOut, image, count);
      writeGrid(s, dGrid, count);
      grid += bytes(count) << 1;
      dGrid += bytes(count) << 1;
      dOut += bytes(count * C);
    }
  }
}

/** Parts the points (x, y) of a grid into coordinates x and coordinates y. */
function readGrid(s: Sampler, grid: usize, count: u32): void {
  let point = changetype<usize>(s);
  for (let n = <i32>count; n > 0; n -= 4, point += VECTOR, grid += 2 * VECTOR) {
    const low = loadLow(grid, n);
    const high = loadHigh(grid, n);
    v128.store(point, evens(low, high), X);
    v128.store(point, odds(low, high), Y);
  }
}

/** Joins the gradients of x and of y. */
function writeGrid(s: Sampler, dGrid: usize, count: u32): void {
  let point = changetype<usize>(s);
  for (let n = <i32>count; n > 0; n -= 4, point += VECTOR, dGrid += 2 * VECTOR) {
    storePairs(dGrid, v128.load(point, DX), v128.load(point, DY), n);
  }
}
