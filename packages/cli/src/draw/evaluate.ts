// What a model gets wrong, or what images cost it, on digits that it has not seen.
import { type Draw, DrawClassifier } from "@attn/draw";
import * as tf from "@tensorflow/tfjs-core";
import type { Source } from "./images";
import type { Model } from "./train";

const PART = 100;

export interface Measured {
  /** How many digits. */
  size: number;
  /** The bound on −log p, in nats an image, and its two parts. */
  nats?: number;
  reconstruction?: number;
  kl?: number;
  /** The same with more samples of z: closer to −log p. */
  importanceNats?: number;
  /** Percent of the digits. */
  error?: number;
}

/** @param samples of z, for the importance-weighted bound; none where it is 0 */
export function measure(model: Model, { test }: Source, count: number, samples = 0): Measured {
  const size = Math.min(count, test.size);
  const sums: Record<string, number> = {};
  for (let from = 0; from < size; from += PART) {
    const to = Math.min(from + PART, size);
    const part = tf.tidy(() => {
      const { x, labels } = test.part(from, to);
      return model instanceof DrawClassifier ? { error: wrong(model, x, labels) } : costs(model, x, from, samples);
    });
    for (const [name, value] of Object.entries(part)) sums[name] = (sums[name] ?? 0) + value * (to - from);
  }
  return { size, ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / size])) };
}

/** Percent. */
function wrong(model: DrawClassifier, x: tf.Tensor, labels: number[]): number {
  const guess = tf.argMax(model.run(x).logits, 1).dataSync();
  return (100 * labels.filter((label, i) => label !== guess[i]).length) / labels.length;
}

function costs(model: Draw, x: tf.Tensor, seed: number, samples: number): Record<string, number> {
  const { loss, reconstruction, kl } = model.elbo(x, { seed });
  const [nats, ofImage, divergence] = [loss, reconstruction, tf.sum(kl)].map((value) => value.dataSync()[0]!);
  const bound =
    samples > 0 ? { importanceNats: -tf.mean(model.logLikelihood(x, { samples, seed })).dataSync()[0]! } : {};
  return { nats: nats!, reconstruction: ofImage!, kl: divergence!, ...bound };
}
