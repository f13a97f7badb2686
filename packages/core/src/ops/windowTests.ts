// What the tests of the operators that look through a window have in common.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type GoldenCase, goldens } from "../testing";
import type { AttentionWindow } from "./attentionWindow/attentionWindow";
import { between } from "./memoryTests";

export type WindowParts = [gX: Tensor, gY: Tensor, delta: Tensor, sigma2: Tensor, gamma: Tensor];

export const windowOfParts = ([gX, gY, delta, sigma2, gamma]: WindowParts): AttentionWindow => ({
  ...{ gX, gY, delta, sigma2, gamma },
});

/** Windows of N Gaussians that lie partly off an image of these sizes. */
export const someWindows = (B: number, H: number, W: number, seed: number, N = 4): WindowParts => [
  between(-1, W + 3, [B], seed),
  between(-1, H + 3, [B], seed + 1),
  tf.div(between(2, 10, [B], seed + 2), Math.max(N, 4)),
  between(0.3, 4, [B], seed + 3),
  between(0.5, 2, [B], seed + 4),
];

/** A window `[1]` of these numbers. */
export function windowAt(gX: number, gY: number, delta: number, sigma2: number, gamma = 1): AttentionWindow {
  const [a, b, c, d, e] = [gX, gY, delta, sigma2, gamma].map((x) => tf.tensor1d([x])) as WindowParts;
  return windowOfParts([a, b, c, d, e]);
}

/** Windows that are hard to compute: far off the image, as sharp and as flat as can be. */
export const extremes: [what: string, window: [number, number, number, number]][] = [1e-6, 1, 1e6].flatMap((sigma2) => [
  [`σ² ${sigma2}, in the middle`, [3.3, 2.6, 1.2, sigma2]],
  [`σ² ${sigma2}, between two pixels`, [3.5, 2.5, 1, sigma2]],
  [`σ² ${sigma2}, partly off the image`, [0, 6.2, 2, sigma2]],
  [`σ² ${sigma2}, wholly off it`, [-300, 900, 3, sigma2]],
  [`σ² ${sigma2}, very far off it`, [1e5, -1e5, 1e3, sigma2]],
]);

/** The options that there are without any. */
export const exact = { pixelOrigin: 1, epsilon: 0 } as const;

/** The golden cases of an operation, with both origins. */
export const windowGoldens = (op: string): (GoldenCase & { title: string })[] =>
  ["onebased", "zerobased"].flatMap((origin) =>
    goldens(`draw_ops_${origin}`)
      .filter((golden) => golden.op === op)
      .map((golden) => ({ ...golden, title: `${golden.name}, ${origin}` })),
  );
