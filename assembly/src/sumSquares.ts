import { bytes, VECTOR, vectorBytes } from "./bytes";

/** The sum of x[i]², each x[i] first clipped to [−limit, limit]; in float64, where the squares of floats do not overflow. */
export function sumSquares(x: usize, n: u32, limit: f32): f64 {
  const high = f32x4.splat(limit);
  const low = f32x4.neg(high);
  let sums = f64x2.splat(0);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) {
    const v = f32x4.pmin(f32x4.pmax(v128.load(x + i), low), high);
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
    sums = f64x2.add(sums, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; i < bytes(n); i += 4) {
    const v: f64 = clip(load<f32>(x + i), limit);
    sum += v * v;
  }
  return sum;
}

/** x in [−limit, limit]; NaN stays NaN. */
export function clip(x: f32, limit: f32): f32 {
  if (x > limit) return limit;
  return x < -limit ? -limit : x;
}
