import type { Size } from "./distortion";

/** Where in the source a point of the output lies: writes x, y to `to`. Pixel i spans [i, i + 1]. */
export type PointMap = (x: number, y: number, to: Float64Array) => void;

const SIDE = 2; // points a pixel's side: four a pixel, so that a digit made smaller does not alias

/** Fills `out` with the source seen through `map`, bilinear, zero outside, each pixel the mean of four points. */
export function resample(source: Float32Array, [H, W]: Size, out: Float32Array, [h, w]: Size, map: PointMap): void {
  const at = new Float64Array(2);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let k = 0; k < SIDE * SIDE; k++) {
        map(x + ((k % SIDE) + 0.5) / SIDE, y + (Math.floor(k / SIDE) + 0.5) / SIDE, at);
        sum += bilinear(source, H, W, at[0]! - 0.5, at[1]! - 0.5);
      }
      out[y * w + x] = sum / (SIDE * SIDE);
    }
  }
}

function bilinear(source: Float32Array, H: number, W: number, x: number, y: number): number {
  if (!(x > -1 && y > -1 && x < W && y < H)) return 0;
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const upper = y0 >= 0 ? row(source, y0 * W, W, x0, fx) : 0;
  const lower = y0 + 1 < H ? row(source, (y0 + 1) * W, W, x0, fx) : 0;
  return upper + fy * (lower - upper);
}

function row(source: Float32Array, start: number, W: number, x0: number, fx: number): number {
  const left = x0 >= 0 ? source[start + x0]! : 0;
  const right = x0 + 1 < W ? source[start + x0 + 1]! : 0;
  return left + fx * (right - left);
}
