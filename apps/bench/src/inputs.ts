import type { Named } from "./types";

/** Uniform numbers in [−1, 1), the same in every run (mulberry32). */
export function uniform(name: string, shape: number[], seed: number, scale = 1): Named {
  let state = seed >>> 0;
  const data = Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return scale * (((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1);
  });
  return { name, shape, data };
}

export interface Sizes {
  B: number;
  H: number;
  W: number;
  h: number;
  w: number;
}

/**
 * Affine transforms as a spatial transformer makes them: turned, sheared, scaled and shifted; parts lie outside.
 *
 * From one output pixel to the next the sample moves by eighths of an input pixel, and the first one lies a sixteenth beside them:
 * none comes near the border between two pixels, where the gradient jumps and rounding would decide to which side.
 */
export function affineThetas({ B, H, W, h, w }: Sizes, seed: number): Named {
  const draws = uniform("", [B, 6], seed).data;
  const data = new Float32Array(B * 6);
  for (let b = 0; b < B; b++) {
    const [zoomX, turnX, tx, turnY, zoomY, ty] = draws.subarray(b * 6, b * 6 + 6) as unknown as Six;
    data.set(row(W, w, h, 0.95 + 0.2 * zoomX, 0.3 * turnX, tx, true), b * 6);
    data.set(row(H, h, w, 0.95 + 0.2 * zoomY, 0.3 * turnY, ty, false), b * 6 + 3);
  }
  return { name: "theta", shape: [B, 2, 3], data };
}

type Six = [number, number, number, number, number, number];

/** A row of theta: how a coordinate of the image, `size` pixels long, follows the output's own axis and the other one. */
function row(size: number, own: number, other: number, zoom: number, turn: number, shift: number, x: boolean) {
  const perOwn = eighths((zoom * size) / own);
  const perOther = eighths((turn * size) / other);
  const [p, q] = [(perOwn * own) / size, (perOther * other) / size];
  // the sample of output pixel (0, 0) is at perOwn / 2 + perOther / 2 + (size / 2) (t + 1 − p − q) − 1 / 2
  const wanted = eighths((size / 2) * (1 - p - q + 0.2 * shift)) + 1 / 16;
  const t = ((wanted + 1 / 2 - perOwn / 2 - perOther / 2) * 2) / size - 1 + p + q;
  return x ? [p, q, t] : [q, p, t];
}

const eighths = (value: number): number => Math.round(value * 8) / 8;
