import { seeded } from "@attn/core/random";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { NTMConfig } from "./options";
import { layerInput, sizesOf } from "./sizes";

/** A machine's weights by name, as variables or as any tensors. */
export type NTMWeights = Readonly<Record<string, Tensor>>;

/** The shape of each weight, by its name. */
export function weightShapes(config: NTMConfig): Record<string, number[]> {
  const sizes = sizesOf(config);
  const { O, U, L, N, W, R, heads, row, states } = sizes;
  const wide = U * (states === 0 ? 1 : 4);
  const { type } = config.controller;
  const layers = Array.from({ length: L }, (_, l): [string, number[]][] => [
    [`${type}${l}.kernel`, [layerInput(sizes, l), wide]],
    [`${type}${l}.bias`, [wide]],
  ]);
  return {
    ...Object.fromEntries(layers.flat()),
    "heads.kernel": [U, row],
    "heads.bias": [row],
    "output.kernel": [U + R * W, O],
    "output.bias": [O],
    ...(config.initialMemory !== "constant" && { "initial.memory": [N, W] }),
    "initial.weights": [heads, N],
    "initial.reads": [R, W],
    ...(states > 0 && { "initial.controller": [L, states, U] }),
  };
}

/**
 * The first weights: kernels uniform within ± 1 / √(fan in), biases 0 (an LSTM whose forget gates begin open learns
 * to remember instead of writing). All heads begin at the first slot,
 * since a blurred address cannot be moved along the memory; the words read and the controller's state begin near 0.
 */
export function makeWeights(config: NTMConfig): Record<string, Variable> {
  return Object.fromEntries(
    Object.entries(weightShapes(config)).map(([name, shape], i) => {
      const tensor = tf.tensor(firstValues(name, shape, seeded(config.seed, i)), shape, "float32");
      const variable = tf.variable(tensor, !(name === "initial.memory" && config.initialMemory === "random"));
      tensor.dispose();
      return [name, variable];
    }),
  );
}

/** The logit of the slot that the heads begin at, where those of the others are 0: 99 % among 128 slots. */
const FIRST_SLOT = 10;

function firstValues(name: string, shape: number[], random: ReturnType<typeof seeded>) {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  if (name.endsWith(".bias")) return values;
  if (name === "initial.weights") return values.map((_, i) => (i % shape[1]! === 0 ? FIRST_SLOT : 0));
  const bound = name.endsWith(".kernel") ? 1 / Math.sqrt(shape[0]!) : 0;
  const deviation = name === "initial.memory" ? 0.5 : 0.05;
  return values.map(() => (bound > 0 ? random.uniform(-bound, bound) : random.normal(0, deviation)));
}
