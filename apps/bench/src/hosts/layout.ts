import type { Named } from "../types";

/** [B, H, W, C] → [B, C, H, W] */
export function toChannelsFirst({ name, shape, data }: Named): Named {
  const [B, H, W, C] = shape as [number, number, number, number];
  const out = new Float32Array(data.length);
  for (let b = 0; b < B; b++) {
    for (let p = 0; p < H * W; p++) {
      for (let c = 0; c < C; c++) out[(b * C + c) * H * W + p] = data[(b * H * W + p) * C + c]!;
    }
  }
  return { name, shape: [B, C, H, W], data: out };
}

/** [B, C, H, W] → [B, H, W, C] */
export function toChannelsLast({ name, shape, data }: Named): Named {
  const [B, C, H, W] = shape as [number, number, number, number];
  const out = new Float32Array(data.length);
  for (let b = 0; b < B; b++) {
    for (let p = 0; p < H * W; p++) {
      for (let c = 0; c < C; c++) out[(b * H * W + p) * C + c] = data[(b * C + c) * H * W + p]!;
    }
  }
  return { name, shape: [B, H, W, C], data: out };
}
