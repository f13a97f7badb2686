// Writing a patch to an image through Gaussian filters.     DRAW eq. 29
import { WINDOW } from "./attentionWindow";
import { bytes } from "./bytes";
import { focus, gather, lensAt, lensScratch, spread } from "./lens";
import { windowGrad } from "./readPatch";

/**
 * out[b] = (1/γ) F_Yᵀ patch[b] F_X, for each channel
 *
 * patch: [B, N, N, C]    window: [B, 5] = gX, gY, δ, σ², γ    out: [B, H, W, C]    scratch: `patchScratch` floats
 */
export function writePatch(
  patch: usize,
  window: usize,
  out: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  memory.fill(out, 0, bytes(B * H * W * C));
  const lens = lensAt(scratch, H, W, C, N);
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW)) {
    focus(lens, window, origin, epsilon);
    spread(lens, patch + bytes(b * N * N * C), out + bytes(b * H * W * C), (1 as f32) / load<f32>(window, 16));
  }
}

/** The gradient of `writePatch` for the patch, overwritten: what reads dOut. */
export function writePatchGradPatch(
  dOut: usize,
  window: usize,
  dPatch: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  const lens = lensAt(scratch, H, W, C, N);
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW)) {
    focus(lens, window, origin, epsilon);
    gather(lens, dOut + bytes(b * H * W * C), dPatch + bytes(b * N * N * C), (1 as f32) / load<f32>(window, 16));
  }
}

/** The gradient of `writePatch` for the window, overwritten. */
export function writePatchGradWindow(
  dOut: usize,
  patch: usize,
  window: usize,
  dWindow: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  memory.fill(dWindow, 0, bytes(B * WINDOW));
  const lens = lensAt(scratch, H, W, C, N);
  const room = scratch + bytes(lensScratch(H, W, C, N));
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW), dWindow += bytes(WINDOW)) {
    const d = dOut + bytes(b * H * W * C);
    const written = patch + bytes(b * N * N * C);
    const scale = (1 as f32) / load<f32>(window, 16);
    focus(lens, window, origin, epsilon);
    store<f32>(dWindow, -scale * windowGrad(lens, d, written, scale, room, window, dWindow, origin, epsilon), 16);
  }
}
