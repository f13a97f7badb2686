// Where and how sharply DRAW looks.     DRAW eqs. 21–24
import { bytes } from "./bytes";
import { exp4 } from "./math";

/** Numbers of a window: gX, gY, δ, σ², γ. */
export const WINDOW: u32 = 5;

/**
 * gX = (W + 1) / 2 (g̃X + 1)    gY = (H + 1) / 2 (g̃Y + 1)    δ = (max(H, W) − 1) / (N − 1) δ̃
 *
 * raw: [B, 5] = g̃X, g̃Y, log σ², log δ̃, log γ    window: [B, 5] = gX, gY, δ, σ², γ
 * With N = 1 the factor of δ̃ is max(H, W) − 1; the only mean is the center then, whatever δ.
 */
export function attentionWindow(raw: usize, window: usize, B: u32, H: u32, W: u32, N: u32): void {
  for (let b: u32 = 0; b < B; b++, raw += bytes(WINDOW), window += bytes(WINDOW)) windowRow(raw, window, H, W, N);
}

/** The same for one window, which may be raw. */
export function windowRow(raw: usize, window: usize, H: u32, W: u32, N: u32): void {
  const e = exp4(f32x4.replace_lane(v128.load64_zero(raw, 8), 2, load<f32>(raw, 16)));
  const stride = <f32>(max(H, W) - 1) / <f32>max<u32>(N - 1, 1);
  store<f32>(window, <f32>(W + 1) * 0.5 * (load<f32>(raw) + 1));
  store<f32>(window, <f32>(H + 1) * 0.5 * (load<f32>(raw, 4) + 1), 4);
  store<f32>(window, stride * f32x4.extract_lane(e, 1), 8);
  store<f32>(window, f32x4.extract_lane(e, 0), 12);
  store<f32>(window, f32x4.extract_lane(e, 2), 16);
}

/** The gradient of `attentionWindow`, overwritten.     window: what it gave */
export function attentionWindowGrad(dWindow: usize, window: usize, dRaw: usize, B: u32, H: u32, W: u32): void {
  const row = bytes(WINDOW);
  for (let b: u32 = 0; b < B; b++, dWindow += row, window += row, dRaw += row) {
    windowRowGrad(dWindow, window, dRaw, H, W);
  }
}

/** The same for one window; dRaw may be dWindow. */
export function windowRowGrad(dWindow: usize, window: usize, dRaw: usize, H: u32, W: u32): void {
  const dDelta = load<f32>(dWindow, 8) * load<f32>(window, 8);
  store<f32>(dRaw, load<f32>(dWindow) * <f32>(W + 1) * 0.5);
  store<f32>(dRaw, load<f32>(dWindow, 4) * <f32>(H + 1) * 0.5, 4);
  store<f32>(dRaw, load<f32>(dWindow, 12) * load<f32>(window, 12), 8);
  store<f32>(dRaw, dDelta, 12);
  store<f32>(dRaw, load<f32>(dWindow, 16) * load<f32>(window, 16), 16);
}

/** Five numbers of each window, [B] each, side by side: out, [B, 5]. */
export function joinWindows(gX: usize, gY: usize, delta: usize, sigma2: usize, gamma: usize, out: usize, B: u32): void {
  for (let b: u32 = 0; b < B; b++, out += bytes(WINDOW)) {
    const at = bytes(b);
    store<f32>(out, load<f32>(gX + at));
    store<f32>(out, load<f32>(gY + at), 4);
    store<f32>(out, load<f32>(delta + at), 8);
    store<f32>(out, load<f32>(sigma2 + at), 12);
    store<f32>(out, load<f32>(gamma + at), 16);
  }
}

/** And back. */
export function splitWindows(
  windows: usize,
  gX: usize,
  gY: usize,
  delta: usize,
  sigma2: usize,
  gamma: usize,
  B: u32,
): void {
  for (let b: u32 = 0; b < B; b++, windows += bytes(WINDOW)) {
    const at = bytes(b);
    store<f32>(gX + at, load<f32>(windows));
    store<f32>(gY + at, load<f32>(windows, 4));
    store<f32>(delta + at, load<f32>(windows, 8));
    store<f32>(sigma2 + at, load<f32>(windows, 12));
    store<f32>(gamma + at, load<f32>(windows, 16));
  }
}
