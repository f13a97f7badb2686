// What the kernels for volumes keep beside sampler.ts: a third axis, and the voxels of one point.
import { bytes } from "../bytes";
import { ARRAY, COLUMNS, DX, DY, END, ROWS, Sampler, WEIGHTS, X, Y } from "./sampler";
import { axisTaps } from "./taps";

const Z: usize = END;
export const SLICES: usize = Z + ARRAY;
export const DZ: usize = SLICES + 13 * ARRAY;
/** Up to eight voxels, each as its offset in bytes and its weight. */
export const VOXELS: usize = DZ + ARRAY;
const END3D: usize = VOXELS + 64;

/** Floats of scratch that the kernels for volumes need. */
export function sampling3dScratch(): u32 {
  return END3D >> 2;
}

/** As findTaps, for a volume of `D` slices. */
export function findTaps3d(s: Sampler, D: u32, count: u32, slopes: bool): void {
  const base = changetype<usize>(s);
  axisTaps(s, base + X, base + COLUMNS, count, s.W, bytes(s.C), slopes);
  axisTaps(s, base + Y, base + ROWS, count, s.H, bytes(s.W * s.C), slopes);
  axisTaps(s, base + Z, base + SLICES, count, D, bytes(s.H * s.W * s.C), slopes);
}

/** Lists the voxels that a point takes from, of which all have weight. Returns the end of the list. */
export function listVoxels(s: Sampler, point: usize): usize {
  let list = changetype<usize>(s);
  for (let k: u32 = 0; k < s.taps; k++) {
    const slice = point + SLICES + k * ARRAY;
    for (let l: u32 = 0; l < s.taps; l++) {
      const row = point + ROWS + l * ARRAY;
      const offset = load<u32>(slice) + load<u32>(row);
      const weight = load<f32>(slice, WEIGHTS) * load<f32>(row, WEIGHTS);
      for (let m: u32 = 0; m < s.taps; m++) {
        const column = point + COLUMNS + m * ARRAY;
        const w = weight * load<f32>(column, WEIGHTS);
        if (w == 0) continue;
        store<u32>(list, offset + load<u32>(column), VOXELS);
        store<f32>(list, w, VOXELS + 4);
        list += 8;
      }
    }
  }
  return list;
}

/** Parts the points (x, y, z) of a grid into coordinates. */
export function readGrid3d(s: Sampler, grid: usize, count: u32): void {
  let point = changetype<usize>(s);
  const end = point + bytes(count);
  for (; point < end; point += 4, grid += 12) {
    store<f32>(point, load<f32>(grid), X);
    store<f32>(point, load<f32>(grid, 4), Y);
    store<f32>(point, load<f32>(grid, 8), Z);
  }
}

/** Joins the gradients of x, y and z. */
export function writeGrid3d(s: Sampler, dGrid: usize, count: u32): void {
  let point = changetype<usize>(s);
  const end = point + bytes(count);
  for (; point < end; point += 4, dGrid += 12) {
    store<f32>(dGrid, load<f32>(point, DX));
    store<f32>(dGrid, load<f32>(point, DY), 4);
    store<f32>(dGrid, load<f32>(point, DZ), 8);
  }
}
