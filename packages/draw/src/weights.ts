import { ConfigError } from "@attn/core";
import { seeded } from "@attn/core/random";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { DrawConfig } from "./options";
import { decoderInput, encoderInput, sizesOf, WINDOW } from "./sizes";

/** A model's weights by name, as variables or as any tensors. */
export type DrawWeights = Readonly<Record<string, Tensor>>;

/** The shape of each weight, by its name. */
export function weightShapes(config: DrawConfig): Record<string, number[]> {
  const sizes = sizesOf(config);
  const { H, W, C, Z, E, D, written } = sizes;
  return {
    ...(config.attention && { "readWindow.kernel": [D, WINDOW], "readWindow.bias": [WINDOW] }),
    "encoder.kernel": [encoderInput(sizes), 4 * E],
    "encoder.bias": [4 * E],
    "latent.kernel": [E, 2 * Z],
    "latent.bias": [2 * Z],
    "decoder.kernel": [decoderInput(sizes), 4 * D],
    "decoder.bias": [4 * D],
    ...(config.attention && { "writeWindow.kernel": [D, WINDOW], "writeWindow.bias": [WINDOW] }),
    "patch.kernel": [D, written],
    "patch.bias": [written],
    "initial.canvas": [H, W, C],
    "initial.encoder": [2, E],
    "initial.decoder": [2, D],
  };
}

/** Kernels are uniform within ± 1 / √(fan in), biases and what it begins with 0; forget gates begin open. */
export const makeWeights = (config: DrawConfig): Record<string, Variable> =>
  variables("Draw", weightShapes(config), config.seed);

/** Variables of these shapes, by what their names say of them. @throws ConfigError if there is no room for them */
export function variables(who: string, shapes: Record<string, number[]>, seed: number): Record<string, Variable> {
  for (const [name, shape] of Object.entries(shapes)) {
    if (tf.util.sizeFromShape(shape) * 4 < 2 ** 32) continue;
    throw new ConfigError(`${who}: every weight must be below 4 GiB, got ${name} of [${shape.join(", ")}]`);
  }
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => {
      const tensor = tf.tensor(firstValues(name, shape, seed, i), shape, "float32");
      const variable = tf.variable(tensor);
      tensor.dispose();
      return [name, variable];
    }),
  );
}

function firstValues(name: string, shape: number[], seed: number, i: number): Float32Array {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  if (name === "encoder.bias" || name === "decoder.bias") return values.fill(1, shape[0]! / 4, shape[0]! / 2);
  if (!name.endsWith(".kernel")) return values;
  const random = seeded(seed, i);
  const bound = 1 / Math.sqrt(shape[0]!);
  return values.map(() => random.uniform(-bound, bound));
}
