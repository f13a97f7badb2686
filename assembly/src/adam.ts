import { bytes, VECTOR, vectorBytes } from "./bytes";
import { clip } from "./sumSquares";

/**
 * One step of Adam, g first clipped to [−limit, limit] and scaled:
 *
 * m ← β₁ m + (1 − β₁) g    v ← β₂ v + (1 − β₂) g²    out = w − rate m / (√v / root + ε)
 *
 * Kingma & Ba 2015, algorithm 1, with rate = α / (1 − β₁ᵗ) and root = √(1 − β₂ᵗ).
 *
 * g, w, m, v, out: [n], apart from each other, but out may be w
 */
export function adam(
  g: usize,
  w: usize,
  m: usize,
  v: usize,
  out: usize,
  n: u32,
  limit: f32,
  scale: f32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  rate: f32,
  root: f32,
  epsilon: f32,
): void {
  const high = f32x4.splat(limit);
  const low = f32x4.neg(high);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) {
    const clipped = f32x4.pmin(f32x4.pmax(v128.load(g + i), low), high);
    const d = f32x4.mul(clipped, f32x4.splat(scale));
    const first = decayed(v128.load(m + i), beta1, d, oneMinusBeta1);
    const second = decayed(v128.load(v + i), beta2, f32x4.mul(d, d), oneMinusBeta2);
    const spread = f32x4.add(f32x4.div(f32x4.sqrt(second), f32x4.splat(root)), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(first, f32x4.splat(rate)), spread);
    v128.store(m + i, first);
    v128.store(v + i, second);
    v128.store(out + i, f32x4.sub(v128.load(w + i), step));
  }
  for (; i < bytes(n); i += 4) {
    const d = clip(load<f32>(g + i), limit) * scale;
    const first = load<f32>(m + i) * beta1 + d * oneMinusBeta1;
    const second = load<f32>(v + i) * beta2 + d * d * oneMinusBeta2;
    store<f32>(m + i, first);
    store<f32>(v + i, second);
    store<f32>(out + i, load<f32>(w + i) - (first * rate) / (sqrt<f32>(second) / root + epsilon));
  }
}

/** mean · kept + x · taken */
function decayed(mean: v128, kept: f32, x: v128, taken: f32): v128 {
  return f32x4.add(f32x4.mul(mean, f32x4.splat(kept)), f32x4.mul(x, f32x4.splat(taken)));
}
