// The last vector of a row, of which only n < 4 numbers belong to it: nothing is read or written beyond them.

/** The first n of four floats; `rest` in the other lanes. From n = 4 on, a whole vector. */
export function loadLanes(p: usize, n: u32, rest: f32): v128 {
  if (n >= 4) return v128.load(p);
  let v = f32x4.replace_lane(f32x4.splat(rest), 0, load<f32>(p));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

/** Stores the first n of four lanes. From n = 4 on, all. */
export function storeLanes(p: usize, v: v128, n: u32): void {
  if (n >= 4) {
    v128.store(p, v);
    return;
  }
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (n > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}
