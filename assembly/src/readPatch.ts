// Reading a patch of an image through Gaussian filters.     DRAW eq. 27
import { WINDOW } from "./attentionWindow";
import { bytes } from "./bytes";
import { filterAxesGrad } from "./filterbank";
import { filtersGrad, focus, gather, Lens, lensAt, lensScratch, spread } from "./lens";
import { dot } from "./rowMath";

/** Floats of scratch that `readPatch`, `writePatch` and their gradients need. */
export function patchScratch(H: u32, W: u32, C: u32, N: u32): u32 {
  return lensScratch(H, W, C, N) + N * (H + W);
}

/**
 * out[b] = γ F_Y image[b] F_Xᵀ, for each channel
 *
 * image: [B, H, W, C]    window: [B, 5] = gX, gY, δ, σ², γ    out: [B, N, N, C]    scratch: `patchScratch` floats
 */
export function readPatch(
  image: usize,
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
  const lens = lensAt(scratch, H, W, C, N);
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW)) {
    focus(lens, window, origin, epsilon);
    gather(lens, image + bytes(b * H * W * C), out + bytes(b * N * N * C), load<f32>(window, 16));
  }
}

/** The gradient of `readPatch` for the image, overwritten. */
export function readPatchGradImage(
  dOut: usize,
  window: usize,
  dImage: usize,
  scratch: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  N: u32,
  origin: u32,
  epsilon: f32,
): void {
  memory.fill(dImage, 0, bytes(B * H * W * C));
  const lens = lensAt(scratch, H, W, C, N);
  for (let b: u32 = 0; b < B; b++, window += bytes(WINDOW)) {
    focus(lens, window, origin, epsilon);
    spread(lens, dOut + bytes(b * N * N * C), dImage + bytes(b * H * W * C), load<f32>(window, 16));
  }
}

/** The gradient of `readPatch` for the window, overwritten. */
export function readPatchGradWindow(
  dOut: usize,
  image: usize,
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
    const x = image + bytes(b * H * W * C);
    const d = dOut + bytes(b * N * N * C);
    const gamma = load<f32>(window, 16);
    focus(lens, window, origin, epsilon);
    if (gamma != 0) {
      store<f32>(dWindow, windowGrad(lens, x, d, gamma, room, window, dWindow, origin, epsilon) / gamma, 16);
      continue;
    }
    const ofGamma = windowGrad(lens, x, d, 1, room, window, dWindow, origin, epsilon);
    memory.fill(dWindow, 0, bytes(WINDOW)); // nothing is read, wherever the window is
    store<f32>(dWindow, ofGamma, 16);
  }
}

/** Of s = scale Σ patch (F_Y image F_Xᵀ) for the centers, δ and σ², added; returns s.     room: [N, W + H] */
export function windowGrad(
  lens: Lens,
  image: usize,
  patch: usize,
  scale: f32,
  room: usize,
  window: usize,
  dWindow: usize,
  origin: u32,
  epsilon: f32,
): f32 {
  const dFY = room + bytes(lens.N * lens.W);
  memory.fill(room, 0, bytes(lens.N * (lens.H + lens.W)));
  filtersGrad(lens, image, patch, scale, room, dFY);
  filterAxesGrad(room, dFY, window, lens.fX, lens.fY, dWindow, lens.H, lens.W, lens.N, origin, epsilon);
  return dot(room, lens.fX, lens.N * lens.W); // linear in F_X
}
