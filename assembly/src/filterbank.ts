// Gaussians along one axis of an image.     DRAW eqs. 19, 20, 25, 26
import { WINDOW } from "./attentionWindow";
import { bytes } from "./bytes";
import { loadLanes, storeLanes } from "./lanes";
import { madd, sumLanes } from "./madd";
import { exp4 } from "./math";
import { dot } from "./rowMath";

/**
 * Farther than this many nats below its greatest, a weight is taken for 0: e⁻³⁰ is below 2⁻⁴³, so that all that a row of up to half a
 * million pixels loses is less than the rounding of its sum, 1.
 */
const REACH: f32 = 30;

/** Below it a variance is taken for this, which is as good as 0, and has no gradient. */
const LEAST_VARIANCE: f32 = 1e-12;

/**
 * fX[b,i,a] = exp(−(a − μX_i)² / 2σ²) / ZX, so that each row has the sum 1; fY likewise.
 *
 * window: [B, 5] = gX, gY, δ, σ², γ    fX: [B, N, W]    fY: [B, N, H]
 * origin: what the first pixel's place is called, 1 in the paper    epsilon: the least that a row is divided by, or 0
 */
export function filterbank(
  window: usize,
  fX: usize,
  fY: usize,
  B: u32,
  H: u32,
  W: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW), fX += bytes(N * W), fY += bytes(N * H)) {
    filterAxes(window, fX, fY, H, W, N, origin, epsilon);
  }
}

/** The same for one window. */
export function filterAxes(
  window: usize,
  fX: usize,
  fY: usize,
  H: u32,
  W: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  const delta = load<f32>(window, 8);
  const sigma2 = load<f32>(window, 12);
  filterAxis(load<f32>(window), delta, sigma2, fX, N, W, origin, epsilon);
  filterAxis(load<f32>(window, 4), delta, sigma2, fY, N, H, origin, epsilon);
}

/** The gradient of `filterbank` for the window, overwritten; γ has none. */
export function filterbankGrad(
  dFX: usize,
  dFY: usize,
  window: usize,
  fX: usize,
  fY: usize,
  dWindow: usize,
  B: u32,
  H: u32,
  W: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  memory.fill(dWindow, 0, bytes(B * WINDOW));
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW), dWindow += bytes(WINDOW)) {
    const x = bytes(b * N * W);
    const y = bytes(b * N * H);
    filterAxesGrad(dFX + x, dFY + y, window, fX + x, fY + y, dWindow, H, W, N, origin, epsilon);
  }
}

/** The same for one window, added to what is there. */
export function filterAxesGrad(
  dFX: usize,
  dFY: usize,
  window: usize,
  fX: usize,
  fY: usize,
  dWindow: usize,
  H: u32,
  W: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  const delta = load<f32>(window, 8);
  const sigma2 = load<f32>(window, 12);
  const dDelta = dWindow + 8;
  const dSigma2 = dWindow + 12;
  filterAxisGrad(dFX, fX, load<f32>(window), delta, sigma2, dWindow, dDelta, dSigma2, N, W, origin, epsilon);
  filterAxisGrad(dFY, fY, load<f32>(window, 4), delta, sigma2, dWindow + 4, dDelta, dSigma2, N, H, origin, epsilon);
}

/** μ_i, i from 0     eqs. 19, 20 */
function mean(center: f32, delta: f32, i: u32, N: u32): f32 {
  return center + (<f32>i - <f32>(N - 1) * 0.5) * delta;
}

/** The pixel nearest to a mean, which has the greatest weight of its row. */
function nearest(mu: f32, A: u32, origin: u32): f32 {
  return min<f32>(max<f32>(Mathf.floor(mu + 0.5), <f32>origin), <f32>(origin + A - 1));
}

/** The filters of one axis, out: [N, A]. */
function filterAxis(center: f32, delta: f32, sigma2: f32, out: usize, N: u32, A: u32, origin: u32, epsilon: f32): void {
  const s = (0.5 as f32) / max<f32>(sigma2, LEAST_VARIANCE);
  memory.fill(out, 0, bytes(N * A));
  for (let i: u32 = 0; i < N; i++, out += bytes(A)) {
    const mu = mean(center, delta, i, N);
    filterRow(mu, s, out, firstReached(mu, s, A, origin), endReached(mu, s, A, origin), A, origin, epsilon);
  }
}

/**
 * The weights of the pixels from `first` to `end`, the others are left alone. The exponents are those of (a − μ)² less the same of the
 * nearest pixel n, (a − n) (a + n − 2μ), which neither underflow all together nor lose their differences far off the image.
 */
function filterRow(mu: f32, s: f32, out: usize, first: u32, end: u32, A: u32, origin: u32, epsilon: f32): void {
  const n = nearest(mu, A, origin);
  const base = f32x4.splat(n);
  const far = f32x4.splat(n - (2 as f32) * mu);
  const minus = f32x4.splat(-s);
  const least = f32x4.splat(-Infinity as f32);
  let sum = f32x4.splat(0);
  let a = f32x4.add(f32x4.splat(<f32>(origin + first)), steps());
  for (let i = first; i < end; i += 4, a = f32x4.add(a, f32x4.splat(4))) {
    const q = f32x4.mul(f32x4.sub(a, base), f32x4.add(a, far));
    const inside = f32x4.lt(a, f32x4.splat(<f32>(origin + end)));
    const e = exp4(v128.bitselect(f32x4.mul(q, minus), least, inside));
    storeLanes(out + bytes(i), e, end - i);
    sum = f32x4.add(sum, e);
  }
  const total = sumLanes(sum);
  const height = heightOf(mu, s, A, origin, epsilon);
  const scale = f32x4.splat(height * total < epsilon ? height / epsilon : (1 as f32) / total);
  for (let i = first; i < end; i += 4) {
    const at = out + bytes(i);
    storeLanes(at, f32x4.mul(loadLanes(at, end - i, 0), scale), end - i);
  }
}

/** The weight of the nearest pixel before a row is divided by its sum, where somebody has to know it. */
function heightOf(mu: f32, s: f32, A: u32, origin: u32, epsilon: f32): f32 {
  if (epsilon == 0) return 1;
  const d = nearest(mu, A, origin) - mu;
  return f32x4.extract_lane(exp4(f32x4.splat(-d * d * s)), 0);
}

function steps(): v128 {
  return f32x4(0, 1, 2, 3);
}

/** How far from μ a weight is more than nothing. */
function radius(mu: f32, s: f32, A: u32, origin: u32): f32 {
  const d = nearest(mu, A, origin) - mu;
  return Mathf.sqrt(d * d + REACH / s);
}

/** The first pixel, counted from 0, that a Gaussian reaches. */
function firstReached(mu: f32, s: f32, A: u32, origin: u32): u32 {
  const a = Mathf.floor(mu - radius(mu, s, A, origin)) - <f32>origin;
  return min<u32>(u32(min<f32>(max<f32>(a, 0), <f32>(A - 1))), u32(nearest(mu, A, origin) - <f32>origin));
}

/** The pixel after the last. */
function endReached(mu: f32, s: f32, A: u32, origin: u32): u32 {
  const a = Mathf.ceil(mu + radius(mu, s, A, origin)) - <f32>origin + 1;
  return max<u32>(u32(min<f32>(max<f32>(a, 1), <f32>A)), u32(nearest(mu, A, origin) - <f32>origin) + 1);
}

/** The first pixel that any of an axis' Gaussians reaches. */
export function firstOfAxis(center: f32, delta: f32, sigma2: f32, N: u32, A: u32, origin: u32): u32 {
  const s = (0.5 as f32) / max<f32>(sigma2, LEAST_VARIANCE);
  let first = A;
  for (let i: u32 = 0; i < N; i++) first = min(first, firstReached(mean(center, delta, i, N), s, A, origin));
  return first;
}

/** The pixel after the last of them. */
export function endOfAxis(center: f32, delta: f32, sigma2: f32, N: u32, A: u32, origin: u32): u32 {
  const s = (0.5 as f32) / max<f32>(sigma2, LEAST_VARIANCE);
  let end: u32 = 0;
  for (let i: u32 = 0; i < N; i++) end = max(end, endReached(mean(center, delta, i, N), s, A, origin));
  return end;
}

/**
 * The gradients of the filters of one axis for its center, δ and σ², added to what is there.
 *
 * dFilter, filter: [N, A]
 */
function filterAxisGrad(
  dFilter: usize,
  filter: usize,
  center: f32,
  delta: f32,
  sigma2: f32,
  dCenter: usize,
  dDelta: usize,
  dSigma2: usize,
  N: u32,
  A: u32,
  origin: u32,
  epsilon: f32,
): void {
  const s = (0.5 as f32) / max<f32>(sigma2, LEAST_VARIANCE);
  let ofCenter: f32 = 0;
  let ofDelta: f32 = 0;
  let ofVariance: f32 = 0;
  for (let i: u32 = 0; i < N; i++, dFilter += bytes(A), filter += bytes(A)) {
    const mu = mean(center, delta, i, N);
    const first = firstReached(mu, s, A, origin);
    const end = endReached(mu, s, A, origin);
    // a row that is divided by epsilon instead of by its sum has less than its share
    const clamped = epsilon > 0 && rowSum(filter, first, end) < 0.9999;
    const sums = clamped
      ? rowGrad(dFilter, filter, mu, 0, -mu, first, end, origin)
      : fullRowGrad(dFilter, filter, mu, first, end, A, origin);
    const ofMean = (2 as f32) * s * f32x4.extract_lane(sums, 0);
    ofCenter += ofMean;
    ofDelta += ofMean * (<f32>i - <f32>(N - 1) * 0.5);
    ofVariance += f32x4.extract_lane(sums, 1);
  }
  store<f32>(dCenter, load<f32>(dCenter) + ofCenter);
  store<f32>(dDelta, load<f32>(dDelta) + ofDelta);
  if (sigma2 >= LEAST_VARIANCE) store<f32>(dSigma2, load<f32>(dSigma2) + (2 as f32) * s * s * ofVariance);
}

/** Of a row with the sum 1. The sum of dl is 0, so that its sums may count from the nearest pixel. */
function fullRowGrad(dFilter: usize, filter: usize, mu: f32, first: u32, end: u32, A: u32, origin: u32): v128 {
  const n = nearest(mu, A, origin);
  const share = dot(dFilter + bytes(first), filter + bytes(first), end - first);
  return rowGrad(dFilter, filter, n, share, n - (2 as f32) * mu, first, end, origin);
}

function rowSum(filter: usize, first: u32, end: u32): f32 {
  let sum = f32x4.splat(0);
  for (let i = first; i < end; i += 4) sum = f32x4.add(sum, loadLanes(filter + bytes(i), end - i, 0));
  return sumLanes(sum);
}

/** Σ dl (a − base) and Σ dl (a − base) (a + far), with dl = F (dF − share) the gradient of the exponents. */
function rowGrad(
  dFilter: usize,
  filter: usize,
  base: f32,
  share: f32,
  far: f32,
  first: u32,
  end: u32,
  origin: u32,
): v128 {
  let linear = f32x4.splat(0);
  let square = f32x4.splat(0);
  let a = f32x4.add(f32x4.splat(<f32>(origin + first)), steps());
  for (let i = first; i < end; i += 4, a = f32x4.add(a, f32x4.splat(4))) {
    const at = bytes(i);
    const d = f32x4.sub(loadLanes(dFilter + at, end - i, 0), f32x4.splat(share));
    const step = f32x4.mul(f32x4.mul(loadLanes(filter + at, end - i, 0), d), f32x4.sub(a, f32x4.splat(base)));
    linear = f32x4.add(linear, step);
    square = madd(step, f32x4.add(a, f32x4.splat(far)), square);
  }
  return f32x4(sumLanes(linear), sumLanes(square), 0, 0);
}
