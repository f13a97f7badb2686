// exp, log, tanh, sigmoid and softplus of four numbers at once. No tables: every constant is in the code.
// An error bound is in ulp (units in the last place of the float32 result, also where that is subnormal) against float64.
// Each holds for every float, with and without fused multiply-add.
import { madd } from "./madd";

const INFINITY_BITS: i32 = 0x7f800000;
const NAN_BITS: i32 = 0x7fc00000;

/** 1.5 · 2²³: added to a small number, it leaves the nearest whole number in the low bits. */
const MAGIC: f32 = 12582912;
const MAGIC_BITS: i32 = 0x4b400000;

const LOG2_E: f32 = Mathf.LOG2E;
/** ln 2 in two parts; the first has so few bits that its product with a whole number below 2¹⁵ is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -0.00021219444;

/** eˣ within 1.1 ulp. Underflows gradually to 0 below −103.97; Infinity above 88.72. */
export function exp4(x: v128): v128 {
  const y = clamp(x, -104, 89); // outside, the result is 0 or Infinity as at these ends; NaN stays
  const shifted = madd(y, f32x4.splat(LOG2_E), f32x4.splat(MAGIC));
  const r = remainder(y, f32x4.sub(shifted, f32x4.splat(MAGIC)));
  const p = f32x4.add(expm1Near0(r), f32x4.splat(1));
  const n = i32x4.sub(shifted, i32x4.splat(MAGIC_BITS));
  const half = i32x4.shr_s(n, 1); // 2ⁿ in two factors, since n is from −150 to 128
  return f32x4.mul(f32x4.mul(p, powerOf2(half)), powerOf2(i32x4.sub(n, half)));
}

/** ln x within 1 ulp, subnormal x included. ln ±0 = −Infinity; NaN below 0. */
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38)); // subnormal
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(33554432)), x, tiny); // by 2²⁵
  // x = 2ᵏ m with m from √½ to √2; 0x3f3504f3 is √½
  const bits = i32x4.add(scaled, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const exponent = i32x4.sub(i32x4.shr_s(bits, 23), i32x4.splat(127));
  const k = i32x4.sub(exponent, v128.and(tiny, i32x4.splat(25)));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const y = logNear1(f32x4.sub(m, f32x4.splat(1)), f32x4.convert_i32x4_s(k));

  const beyond = v128.not(f32x4.lt(x, i32x4.splat(INFINITY_BITS))); // Infinity or NaN, which are their own results
  const finite = v128.bitselect(x, y, beyond);
  const positive = v128.bitselect(i32x4.splat(NAN_BITS), finite, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(i32x4.splat(INFINITY_BITS | 0x80000000), positive, f32x4.eq(x, f32x4.splat(0)));
}

/** tanh x within 3 ulp, which is x itself for small x. ±1 beyond 9.02. */
export function tanh4(x: v128): v128 {
  // with t = e⁻²ˣ − 1 for x ≥ 0, tanh x = −t / (2 + t), which loses nothing near 0
  const y = f32x4.mul(clamp(f32x4.abs(x), 0, 10), f32x4.splat(-2));
  const shifted = madd(y, f32x4.splat(LOG2_E), f32x4.splat(MAGIC));
  const r = remainder(y, f32x4.sub(shifted, f32x4.splat(MAGIC)));
  const scale = powerOf2(i32x4.sub(shifted, i32x4.splat(MAGIC_BITS)));
  const t = madd(expm1Near0(r), scale, f32x4.sub(scale, f32x4.splat(1)));
  const magnitude = f32x4.div(f32x4.abs(t), f32x4.add(t, f32x4.splat(2)));
  return v128.bitselect(magnitude, x, i32x4.splat(0x7fffffff)); // with the sign of x
}

/** 1 / (1 + e⁻ˣ) within 3 ulp, in both tails: eˣ for very negative x. */
export function sigmoid4(x: v128): v128 {
  const z = exp4(f32x4.neg(f32x4.abs(x))); // never overflows
  const one = f32x4.splat(1);
  const numerator = v128.bitselect(z, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, z));
}

/** ln(1 + eˣ) within 3 ulp: x for large x, eˣ for very negative x. */
export function softplus4(x: v128): v128 {
  const z = exp4(f32x4.neg(f32x4.abs(x)));
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1pUpTo1(z));
}

/** ln(1 + z) for z from 0 to 1, without loss for small z. */
function log1pUpTo1(z: v128): v128 {
  // above √2 − 1, 1 + z is 2 m with m − 1 = (z − 1) / 2, exactly
  const large = f32x4.gt(z, f32x4.splat(0.414213562));
  const halved = f32x4.mul(f32x4.sub(z, f32x4.splat(1)), f32x4.splat(0.5));
  return logNear1(v128.bitselect(halved, z, large), v128.and(large, f32x4.splat(1)));
}

/** k ln 2 + ln(1 + f), 1 + f from √½ to √2. The series of FreeBSD's logf, in s = f / (2 + f). */
function logNear1(f: v128, k: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  const w = f32x4.mul(z, z);
  const odd = f32x4.mul(z, madd(w, f32x4.splat(0.284987867), f32x4.splat(0.666666627)));
  const even = f32x4.mul(w, madd(w, f32x4.splat(0.242790788), f32x4.splat(0.400009722)));
  const halfSquare = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
  const series = f32x4.mul(s, f32x4.add(halfSquare, f32x4.add(odd, even)));
  const low = madd(k, f32x4.splat(9.05800061e-6), series);
  return madd(k, f32x4.splat(0.693138123), f32x4.add(f32x4.sub(low, halfSquare), f));
}

/** y − n ln 2 */
function remainder(y: v128, n: v128): v128 {
  return madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), y));
}

/** eʳ − 1 for |r| ≤ ½ ln 2, relative error 1.4e-8: r + r² q(r), q the minimax polynomial of degree 4. */
function expm1Near0(r: v128): v128 {
  let q = madd(f32x4.splat(0.00138825166), r, f32x4.splat(0.00836654752));
  q = madd(q, r, f32x4.splat(0.0416672006));
  q = madd(q, r, f32x4.splat(0.166665435));
  q = madd(q, r, f32x4.splat(0.49999997));
  return madd(q, f32x4.mul(r, r), r);
}

/** 2ⁿ for whole n from −126 to 127. */
function powerOf2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** x in [low, high]; NaN stays NaN. */
function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(low)), f32x4.splat(high));
}
