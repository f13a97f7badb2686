// Four pixels of a grid, (u, v) each, from or to two vectors. A row's last vectors hold n < 4 pixels: nothing is read or
// written beyond them, and lanes that were not read are 0.

export function loadLow(pairs: usize, n: u32): v128 {
  return n >= 2 ? v128.load(pairs) : v128.load64_zero(pairs);
}

export function loadHigh(pairs: usize, n: u32): v128 {
  if (n >= 4) return v128.load(pairs, 16);
  return n == 3 ? v128.load64_zero(pairs, 16) : f32x4.splat(0);
}

/** The four u of (u, v) pairs. */
export function evens(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(low, high, 0, 2, 4, 6);
}

/** The four v of (u, v) pairs. */
export function odds(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(low, high, 1, 3, 5, 7);
}

/** Writes the pairs of the first `n` lanes. */
export function storePairs(out: usize, u: v128, v: v128, n: u32): void {
  const low = v128.shuffle<f32>(u, v, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(u, v, 2, 6, 3, 7);
  if (n >= 2) v128.store(out, low);
  else v128.store64_lane(out, low, 0);
  if (n >= 4) v128.store(out, high, 16);
  else if (n == 3) v128.store64_lane(out, high, 0, 16);
}
