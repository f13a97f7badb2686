import { ConfigError, shown } from "@attn/core";
import type { NamedTensorMap, Optimizer } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

export interface Clipping {
  clipNorm?: number | undefined;
  clipValue?: number | undefined;
}

/** @throws ConfigError if a limit is not positive, or if the optimizer clips too */
export function checkClipping({ clipNorm, clipValue }: Clipping, optimizer: Optimizer): void {
  const own = optimizer.getConfig() as Record<string, unknown>;
  for (const [option, limit] of Object.entries({ clipNorm, clipValue })) {
    if (limit === undefined) continue;
    if (!(typeof limit === "number" && limit > 0)) {
      throw new ConfigError(`fit: ${option} must be positive, got ${shown(limit)}`);
    }
    if (typeof own.clipNorm === "number" || typeof own.clipValue === "number") {
      throw new ConfigError(`fit: ${option} must be left out, for the optimizer clips already`);
    }
  }
}

/** Replaces the gradients by clipped ones: each element by `clipValue`, then all together by `clipNorm`. Returns their norm. */
export function clip(grads: NamedTensorMap, { clipNorm, clipValue }: Clipping): number | undefined {
  if (clipValue !== undefined) replace(grads, (g) => tf.clipByValue(g, -clipValue, clipValue));
  if (clipNorm === undefined) return undefined;
  const norm = globalNorm(grads);
  if (norm > clipNorm) replace(grads, (g) => tf.mul(g, clipNorm / norm));
  return norm;
}

function replace(grads: NamedTensorMap, f: (g: tf.Tensor) => tf.Tensor): void {
  for (const [name, gradient] of Object.entries(grads)) {
    grads[name] = f(gradient);
    gradient.dispose();
  }
}

function globalNorm(grads: NamedTensorMap): number {
  const squares = tf.tidy(() => tf.addN(Object.values(grads).map((g) => tf.sum(tf.square(g)))));
  const norm = Math.sqrt(squares.dataSync()[0]!);
  squares.dispose();
  return norm;
}
