import { bytes } from "../bytes";
import { loadLanes, storeLanes } from "../lanes";

/**
 * out[r,c] = (x[r,c] − mean[c]) scale[c] / √(variance[c] + epsilon) + offset[c]
 *
 * x, out: [rows, C]    the others: [C]; offset and scale may be 0 for none    scratch: C floats
 */
export function batchNorm(
  x: usize,
  mean: usize,
  variance: usize,
  offset: usize,
  scale: usize,
  out: usize,
  scratch: usize,
  rows: u32,
  C: u32,
  epsilon: f32,
): void {
  for (let c: usize = 0; c < bytes(C); c += 4) {
    const factor = scale ? load<f32>(scale + c) : 1;
    store<f32>(scratch + c, factor / Mathf.sqrt(load<f32>(variance + c) + epsilon));
  }
  const zero = f32x4.splat(0);
  for (let r: u32 = 0; r < rows; r++) {
    for (let c: u32 = 0; c < C; c += 4, x += 16, out += 16) {
      const left = C - c;
      const at = bytes(c);
      const centered = f32x4.sub(loadLanes(x, left, 0), loadLanes(mean + at, left, 0));
      const scaled = f32x4.mul(centered, loadLanes(scratch + at, left, 0));
      storeLanes(out, f32x4.add(scaled, offset ? loadLanes(offset + at, left, 0) : zero), left);
    }
    const beyond = bytes((4 - (C & 3)) & 3); // the last vector of a row may have been shorter
    x -= beyond;
    out -= beyond;
  }
}
