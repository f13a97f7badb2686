import { bytes, VECTOR, vectorBytes } from "./bytes";
import { clip } from "./sumSquares";

/**
 * One step of RMSProp in Graves's centered form, g first clipped to [−limit, limit] and scaled:
 *
 * n ← ρ n + (1 − ρ) g²    ḡ ← ρ ḡ + (1 − ρ) g    Δ ← μ Δ − α g / √(n − ḡ² + ε)    out = w + Δ
 *
 * Graves 2013, eq. 38 to 41. Where rounding makes the variance n − ḡ² negative, it is 0.
 *
 * g, w, n (here `square`), ḡ (`mean`), Δ (`delta`), out: [size], apart from each other, but out may be w
 */
export function rmsprop(
  g: usize,
  w: usize,
  square: usize,
  mean: usize,
  delta: usize,
  out: usize,
  size: u32,
  limit: f32,
  scale: f32,
  decay: f32,
  oneMinusDecay: f32,
  momentum: f32,
  rate: f32,
  epsilon: f32,
): void {
  const high = f32x4.splat(limit);
  const low = f32x4.neg(high);
  const kept = f32x4.splat(decay);
  const taken = f32x4.splat(oneMinusDecay);
  let i: usize = 0;
  for (; i < vectorBytes(size); i += VECTOR) {
    const clipped = f32x4.pmin(f32x4.pmax(v128.load(g + i), low), high);
    const d = f32x4.mul(clipped, f32x4.splat(scale));
    const n = f32x4.add(f32x4.mul(v128.load(square + i), kept), f32x4.mul(f32x4.mul(d, d), taken));
    const gBar = f32x4.add(f32x4.mul(v128.load(mean + i), kept), f32x4.mul(d, taken));
    const variance = f32x4.pmax(f32x4.sub(n, f32x4.mul(gBar, gBar)), f32x4.splat(0));
    const step = f32x4.div(f32x4.mul(d, f32x4.splat(rate)), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
    const next = f32x4.sub(f32x4.mul(v128.load(delta + i), f32x4.splat(momentum)), step);
    v128.store(square + i, n);
    v128.store(mean + i, gBar);
    v128.store(delta + i, next);
    v128.store(out + i, f32x4.add(v128.load(w + i), next));
  }
  for (; i < bytes(size); i += 4) {
    const d = clip(load<f32>(g + i), limit) * scale;
    const n = load<f32>(square + i) * decay + d * d * oneMinusDecay;
    const gBar = load<f32>(mean + i) * decay + d * oneMinusDecay;
    const variance = max<f32>(n - gBar * gBar, 0);
    const next = load<f32>(delta + i) * momentum - (d * rate) / sqrt<f32>(variance + epsilon);
    store<f32>(square + i, n);
    store<f32>(mean + i, gBar);
    store<f32>(delta + i, next);
    store<f32>(out + i, load<f32>(w + i) + next);
  }
}
