import type { Size } from "./distortion";

/** Where in the source point `k` of the output, at (x, y), lies: writes x, y to `to`. Pixel i spans [i, i + 1]. */
export type PointMap = (x: number, y: number, to: Float64Array, k: number) => void;

const SIDE = 2; // points a pixel's side: four a pixel, so that a digit made smaller does not alias

/** How many points an output has. */
export const pointCount = ([h, w]: Size): number => h * w * SIDE * SIDE;

/** Calls `visit` with every point of an output in the order that a map is called. */
export function forPoints([h, w]: Size, visit: (x: number, y: number, k: number) => void): void {
  for (let k = 0; k < h * w * SIDE * SIDE; k++) {
    const pixel = Math.floor(k / (SIDE * SIDE));
    const part = k % (SIDE * SIDE);
    const column = pixel % w;
    const row = (pixel - column) / w;
    visit(column + ((part % SIDE) + 0.5) / SIDE, row + (Math.floor(part / SIDE) + 0.5) / SIDE, k);
  }
}

/** Fills `out` with the source seen through `map`, bilinear, zero outside, each pixel the mean of its points. */
export function resample(source: Float32Array, [H, W]: Size, out: Float32Array, size: Size, map: PointMap): void {
  const at = new Float64Array(2);
  const sums = new Float64Array(size[0] * size[1]);
  forPoints(size, (x, y, k) => {
    map(x, y, at, k);
    const pixel = Math.floor(k / (SIDE * SIDE));
    sums[pixel] = sums[pixel]! + bilinear(source, H, W, at[0]! - 0.5, at[1]! - 0.5);
  });
  for (let i = 0; i < sums.length; i++) out[i] = sums[i]! / (SIDE * SIDE);
}

function bilinear(source: Float32Array, H: number, W: number, x: number, y: number): number {
  if (!(x > -1 && y > -1 && x < W && y < H)) return 0;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const upper = y0 >= 0 ? row(source, y0 * W, W, x0, x - x0) : 0;
  const lower = y0 + 1 < H ? row(source, (y0 + 1) * W, W, x0, x - x0) : 0;
  return upper + (y - y0) * (lower - upper);
}

function row(source: Float32Array, start: number, W: number, x0: number, fx: number): number {
  const left = x0 >= 0 ? source[start + x0]! : 0;
  const right = x0 + 1 < W ? source[start + x0 + 1]! : 0;
  return left + fx * (right - left);
}
