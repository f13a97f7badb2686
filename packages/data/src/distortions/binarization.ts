import { ConfigError, checkedOptions, shown } from "@attn/core";
import { imageAt } from "../sets/imageSet";
import type { Distortion } from "./distortion";

export interface BinarizationOptions {
  /** Pixels above it become 1, the others 0. By default a pixel becomes 1 as often as its brightness says. */
  threshold?: number;
}

/**
 * Pixels that are 0 or 1 alone, as models with a Bernoulli likelihood want them: by a draw for each pixel, whose probability is its
 * brightness, or by a threshold.
 *
 * Static binarization is `distort(set, binarization(), seed)`: one draw for all time, of which results are comparable. Stochastic binarization
 * is `batches(set, { distortion: binarization() })`: a new draw whenever an example is seen, from which a model learns more than from one.
 *
 * @throws ConfigError for an unknown option, or a threshold that is not a number from 0, below 1
 */
export function binarization(options: BinarizationOptions = {}): Distortion {
  const { threshold } = checkedOptions("binarization", options, ["threshold"]);
  if (threshold !== undefined && !(Number.isFinite(threshold) && threshold >= 0 && threshold < 1)) {
    throw new ConfigError(`binarization: threshold must be a number from 0, below 1, got ${shown(threshold)}`);
  }
  return {
    outputSize: (size) => size,
    apply(set, i, random, out) {
      const pixels = imageAt(set, i);
      for (let p = 0; p < out.length; p++) out[p] = Number(pixels[p]! > (threshold ?? random.uniform()));
    },
  };
}
