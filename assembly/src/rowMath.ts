// What the addressing of a memory is made of: sums over a row of numbers.
import { bytes, VECTOR, vectorBytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd, sumLanes } from "./madd";
import { exp4 } from "./math";

/** sum of x[i] y[i], i < n */
export function dot(x: usize, y: usize, n: u32): f32 {
  let sum = f32x4.splat(0);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) sum = madd(v128.load(x + i), v128.load(y + i), sum);
  if (i < bytes(n)) sum = madd(loadLanes(x + i, n & 3, 0), loadLanes(y + i, n & 3, 0), sum);
  return sumLanes(sum);
}

/** out[i] += a x[i], i < n */
export function addScaled(a: f32, x: usize, out: usize, n: u32): void {
  const scale = f32x4.splat(a);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) v128.store(out + i, madd(scale, v128.load(x + i), v128.load(out + i)));
  for (; i < bytes(n); i += 4) store<f32>(out + i, a * load<f32>(x + i) + load<f32>(out + i));
}

/** x[i] = exp(x[i]) / sum of exp(x), i < n: a softmax, in place. */
export function softmax(x: usize, n: u32): void {
  const least = -Infinity as f32;
  let highest = f32x4.splat(least);
  for (let i: u32 = 0; i < n; i += 4) highest = f32x4.max(highest, loadLanes(x + bytes(i), n - i, least));
  const top = f32x4.splat(maxLane(highest));
  let sum = f32x4.splat(0);
  for (let i: u32 = 0; i < n; i += 4) {
    const e = exp4(f32x4.sub(loadLanes(x + bytes(i), n - i, least), top));
    storeLanes(x + bytes(i), e, n - i);
    sum = f32x4.add(sum, e);
  }
  const scale = f32x4.splat((1 as f32) / sumLanes(sum));
  for (let i: u32 = 0; i < n; i += 4) {
    storeLanes(x + bytes(i), f32x4.mul(loadLanes(x + bytes(i), n - i, 0), scale), n - i);
  }
}

/** The gradient of a softmax y for its input: dx[i] = y[i] (dy[i] − sum of y dy), i < n. dx may be dy. */
export function softmaxGrad(dy: usize, y: usize, dx: usize, n: u32): void {
  const mean = f32x4.splat(dot(dy, y, n));
  for (let i: u32 = 0; i < n; i += 4) {
    const d = f32x4.sub(loadLanes(dy + bytes(i), n - i, 0), mean);
    storeLanes(dx + bytes(i), f32x4.mul(loadLanes(y + bytes(i), n - i, 0), d), n - i);
  }
}

function maxLane(v: v128): f32 {
  const pairs = f32x4.max(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}
