// Comparisons and choices, as the gradient of a clipped activation makes them. Truths are bytes, 0 or 1.
import { bytes } from "../bytes";
import { loadLanes } from "../lanes";

/**
 * out[i] = a[i] > b[i], or ≥ where `orEqual`, i < n; NaN is in no order. Of an input that is `single`, the first number is for all.
 *
 * a, b: [n] or [1]    out: n bytes
 */
export function greater(a: usize, b: usize, out: usize, n: u32, singleA: bool, singleB: bool, orEqual: bool): void {
  const one = i8x16.splat(1);
  for (let i: u32 = 0; i < n; i += 4, out += 4) {
    const left = n - i;
    const x = singleA ? v128.load32_splat(a) : loadLanes(a + bytes(i), left, 0);
    const y = singleB ? v128.load32_splat(b) : loadLanes(b + bytes(i), left, 0);
    const mask = orEqual ? f32x4.ge(x, y) : f32x4.gt(x, y);
    const pairs = i16x8.narrow_i32x4_s(mask, mask);
    const truths = v128.and(i8x16.narrow_i16x8_s(pairs, pairs), one);
    if (left >= 4) {
      v128.store32_lane(out, truths, 0);
    } else {
      store<u8>(out, i8x16.extract_lane_u(truths, 0));
      if (left > 1) store<u8>(out, i8x16.extract_lane_u(truths, 1), 1);
      if (left > 2) store<u8>(out, i8x16.extract_lane_u(truths, 2), 2);
    }
  }
}

/** out[i] = a[i] and b[i], i < n bytes */
export function both(a: usize, b: usize, out: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 16 <= n; i += 16) v128.store(out + i, v128.and(v128.load(a + i), v128.load(b + i)));
  for (; i < n; i++) store<u8>(out + i, load<u8>(a + i) & load<u8>(b + i));
}

/**
 * out[i] = a[i] where choice[i], else b[i], i < n
 *
 * choice: n bytes    a, b, out: [n]
 */
export function choose(choice: usize, a: usize, b: usize, out: usize, n: u32): void {
  const zero = i32x4.splat(0);
  let i: u32 = 0;
  for (; i + 4 <= n; i += 4, choice += 4) {
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(choice)));
    const at = bytes(i);
    v128.store(out + at, v128.bitselect(v128.load(a + at), v128.load(b + at), i32x4.ne(wide, zero)));
  }
  for (; i < n; i++, choice++) store<f32>(out + bytes(i), load<f32>((load<u8>(choice) ? a : b) + bytes(i)));
}
