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

/** Affine transforms as a spatial transformer makes them: turned by up to 45°, scaled, shifted; parts lie outside. */
export function affineThetas(B: number, seed: number): Named {
  const draws = uniform("", [B, 4], seed).data;
  const data = new Float32Array(B * 6);
  for (let b = 0; b < B; b++) {
    const [turn, size, tx, ty] = draws.subarray(b * 4, b * 4 + 4) as unknown as [number, number, number, number];
    const angle = (turn * Math.PI) / 4;
    const scale = 0.95 + 0.25 * size;
    data.set(
      [
        scale * Math.cos(angle),
        -scale * Math.sin(angle),
        0.3 * tx,
        scale * Math.sin(angle),
        scale * Math.cos(angle),
        0.3 * ty,
      ],
      b * 6,
    );
  }
  return { name: "theta", shape: [B, 2, 3], data };
}
