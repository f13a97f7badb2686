import { bytes, VECTOR, vectorBytes } from "./bytes";
import { madd } from "./madd";
import { dot } from "./sampling/pull";
import { ARRAY, CHUNK, COLUMNS, DX, DY, ROWS, Sampler, SLOPES, sampler, WEIGHTS } from "./sampling/sampler";
import { DZ, findTaps3d, listVoxels, readGrid3d, SLICES, VOXELS, writeGrid3d } from "./sampling/sampler3d";
import { addScaled } from "./sampling/take";

/**
 * out[b,p] = sum over the voxels l, n, m of volume[b,l,n,m] k(x − m) k(y − n) k(z − l), (x, y, z) = grid[b,p] in voxels
 *
 * volume: [B, D, H, W, C]    grid: [B, P, 3]    out: [B, P, C]
 * scratch: sampling3dScratch() floats    taps: 1 nearest, 2 trilinear    padding: 0 zeros, 1 border, 2 reflection
 */
export function gridSample3d(
  volume: usize,
  grid: usize,
  out: usize,
  scratch: usize,
  B: u32,
  D: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  for (let b: u32 = 0; b < B; b++, volume += bytes(D * H * W * C)) {
    for (let p: u32 = 0; p < P; p += CHUNK) {
      const count = min(CHUNK, P - p);
      readGrid3d(s, grid, count);
      findTaps3d(s, D, count, false);
      const end = scratch + bytes(count);
      for (let point = scratch; point < end; point += 4, out += bytes(C)) takePoint(s, volume, out, point);
      grid += 3 * bytes(count);
    }
  }
}

/** What has no weight is not looked at. */
function takePoint(s: Sampler, volume: usize, out: usize, point: usize): void {
  const first = changetype<usize>(s);
  const end = listVoxels(s, point);
  let i: usize = 0;
  for (; i < vectorBytes(s.C); i += VECTOR) {
    let sum = f32x4.splat(0);
    for (let at = first; at < end; at += 8) {
      sum = madd(v128.load32_splat(at, VOXELS + 4), v128.load(volume + load<u32>(at, VOXELS) + i), sum);
    }
    v128.store(out + i, sum);
  }
  for (; i < bytes(s.C); i += 4) {
    let sum: f32 = 0;
    for (let at = first; at < end; at += 8) {
      sum += load<f32>(at, VOXELS + 4) * load<f32>(volume + load<u32>(at, VOXELS) + i);
    }
    store<f32>(out + i, sum);
  }
}

/**
 * dVolume[b,l,n,m] = sum over p of dOut[b,p] k(x − m) k(y − n) k(z − l)
 *
 * dOut: [B, P, C]    grid: [B, P, 3]    dVolume: [B, D, H, W, C]    the rest as above
 */
export function gridSample3dGradVolume(
  dOut: usize,
  grid: usize,
  dVolume: usize,
  scratch: usize,
  B: u32,
  D: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  memory.fill(dVolume, 0, bytes(B * D * H * W * C));
  for (let b: u32 = 0; b < B; b++, dVolume += bytes(D * H * W * C)) {
    for (let p: u32 = 0; p < P; p += CHUNK) {
      const count = min(CHUNK, P - p);
      readGrid3d(s, grid, count);
      findTaps3d(s, D, count, false);
      const end = scratch + bytes(count);
      for (let point = scratch; point < end; point += 4, dOut += bytes(C)) givePoint(s, dOut, dVolume, point);
      grid += 3 * bytes(count);
    }
  }
}

function givePoint(s: Sampler, dOut: usize, dVolume: usize, point: usize): void {
  const end = listVoxels(s, point);
  for (let at = changetype<usize>(s); at < end; at += 8) {
    addScaled(dOut, load<f32>(at, VOXELS + 4), dVolume + load<u32>(at, VOXELS), s.C);
  }
}

/**
 * dGrid[b,p] = sum over c, l, n, m of dOut[b,p,c] volume[b,l,n,m,c] times
 *   (k'(x − m) k(y − n) k(z − l) dx, k(x − m) k'(y − n) k(z − l) dy, k(x − m) k(y − n) k'(z − l) dz)
 *
 * dx, dy, dz: voxels in a unit of the grid, 0 where the padding clips, negative where it reflects. dGrid: [B, P, 3]
 */
export function gridSample3dGradGrid(
  dOut: usize,
  volume: usize,
  grid: usize,
  dGrid: usize,
  scratch: usize,
  B: u32,
  D: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  taps: u32,
  padding: u32,
  alignCorners: u32,
): void {
  const s = sampler(scratch, H, W, C, taps, padding, alignCorners);
  for (let b: u32 = 0; b < B; b++, volume += bytes(D * H * W * C)) {
    for (let p: u32 = 0; p < P; p += CHUNK) {
      const count = min(CHUNK, P - p);
      readGrid3d(s, grid, count);
      findTaps3d(s, D, count, true);
      const end = scratch + bytes(count);
      for (let point = scratch; point < end; point += 4, dOut += bytes(C)) pullPoint(s, dOut, volume, point);
      writeGrid3d(s, dGrid, count);
      grid += 3 * bytes(count);
      dGrid += 3 * bytes(count);
    }
  }
}

function pullPoint(s: Sampler, dOut: usize, volume: usize, point: usize): void {
  store<f32>(point, 0, DX);
  store<f32>(point, 0, DY);
  store<f32>(point, 0, DZ);
  for (let k: u32 = 0; k < s.taps; k++) {
    const slice = point + SLICES + k * ARRAY;
    if (!live(slice)) continue;
    for (let l: u32 = 0; l < s.taps; l++) {
      const row = point + ROWS + l * ARRAY;
      if (live(row)) pullRow(s, dOut, volume + load<u32>(slice) + load<u32>(row), point, slice, row);
    }
  }
}

/** Adds what the voxels of one row have to the gradients of a point. */
function pullRow(s: Sampler, dOut: usize, volume: usize, point: usize, slice: usize, row: usize): void {
  let byX: f32 = 0;
  let all: f32 = 0;
  for (let m: u32 = 0; m < s.taps; m++) {
    const column = point + COLUMNS + m * ARRAY;
    if (!live(column)) continue;
    const d = dot(dOut, volume + load<u32>(column), s.C);
    byX += d * load<f32>(column, SLOPES);
    all += d * load<f32>(column, WEIGHTS);
  }
  const wY = load<f32>(row, WEIGHTS);
  const wZ = load<f32>(slice, WEIGHTS);
  store<f32>(point, load<f32>(point, DX) + byX * wY * wZ, DX);
  store<f32>(point, load<f32>(point, DY) + all * load<f32>(row, SLOPES) * wZ, DY);
  store<f32>(point, load<f32>(point, DZ) + all * wY * load<f32>(slice, SLOPES), DZ);
}

/** Whether a tap counts. */
function live(tap: usize): bool {
  return load<f32>(tap, WEIGHTS) != 0 || load<f32>(tap, SLOPES) != 0;
}
