import { ConfigError, checkedCount, checkedOptions, dims, ShapeError, shown } from "@attn/core";
import { loadModel, type SaveOptions, saveModel } from "@attn/core/models";
import { seeded } from "@attn/core/random";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { stepsOf } from "./stepsOf";

export interface LSTMOptions {
  /** Numbers in, at each step. */
  inputSize: number;
  /** Numbers out, at each step. */
  outputSize: number;
  /** Of each layer. */
  units: number;
  /** 3 by default, as in the paper. */
  layers?: number;
  /** Of the first weights, a whole number; 0 by default. */
  seed?: number;
}

/** Options that were checked, with the defaults in place; plain JSON. */
export type LSTMConfig = Required<LSTMOptions>;

export interface LSTMResult {
  /** Logits `[B, T, O]`. */
  outputs: Tensor;
  /** h and c of each layer after the last step, `[B, layers, 2, units]`. */
  state: Tensor;
}

/**
 * The paper's baseline, a stack of LSTMs (Graves, Wayne & Danihelka 2014, §4): each layer gets the input, the h of the layer
 * below and its own last h; the output is a linear function of the h of all layers; the first h and c are learned.
 *
 * It has weights and never changes; the state is a value that `run` takes and gives.
 */
export class LSTM {
  /** The options with their defaults; plain JSON. */
  readonly config: LSTMConfig;
  /**
   * By name: `lstm0.kernel` `[in, 4 units]` (rows: the input, the h of the layer below, the last h; columns: the gates i, f,
   * g, o), `lstm0.bias`, …, `output.kernel` `[layers units, O]`, `output.bias`, `initial.state` `[layers, 2, units]`.
   */
  readonly weights: Readonly<Record<string, Variable>>;
  /** Numbers in all weights together. */
  readonly parameterCount: number;

  /**
   * Kernels are uniform within ± 1 / √(fan in), biases 0 and those of the forget gates 1, the first state normal with a
   * deviation of 0.05.
   *
   * @throws ConfigError for an unknown option, or one out of its range
   */
  constructor(options: LSTMOptions) {
    this.config = checkedConfig("LSTM", options);
    this.weights = makeWeights(this.config);
    this.parameterCount = Object.values(this.weights).reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * A whole sequence.
   *
   * @param inputs `[B, T, I]`, B and T from 1
   * @param options `state`: what an earlier run of as many sequences ended with; by default the learned one
   * @returns the logits and the state after the last step; dispose them
   * @throws ShapeError if the inputs or the state have not the shape that they must have
   * @throws ConfigError for an unknown option
   */
  run(inputs: Tensor, options: { state?: Tensor } = {}): LSTMResult {
    const { inputSize, layers, units } = this.config;
    const { B, T } = dims("run", { inputs: [inputs, `B T ${inputSize}`] });
    if (B === 0 || T === 0)
      throw new ShapeError(`run: inputs must have B and T from 1, got [${inputs.shape.join(", ")}]`);
    const { state } = checkedOptions("run", options, ["state"]);
    if (state !== undefined) dims("run", { state: [state, `${B} ${layers} 2 ${units}`] });
    return tf.tidy(() => runLayers(this.config, this.weights, inputs, state) as never) as LSTMResult;
  }

  /** The weights and the configuration as a safetensors file. @throws ConfigError for an unknown option */
  save(options: SaveOptions = {}): Uint8Array {
    return saveModel("LSTM", this.config, this, options);
  }

  /**
   * A network from what `save` gave.
   *
   * @throws FormatError if the bytes are not such a file
   * @throws ConfigError if its configuration is not one
   * @throws ShapeError if its weights are not those of its configuration
   */
  static load(bytes: Uint8Array): LSTM {
    return loadModel("LSTM", bytes, {
      check: (config) => checkedConfig("load", config as LSTMOptions),
      least: ({ layers }) => layers,
      shapes: weightShapes,
      make: (config) => new LSTM(config),
    });
  }

  /** Frees the weights. */
  dispose(): void {
    tf.dispose(Object.values(this.weights));
  }
}

function checkedConfig(who: string, options: LSTMOptions): LSTMConfig {
  const {
    inputSize,
    outputSize,
    units,
    layers = 3,
    seed = 0,
  } = checkedOptions(who, options, ["inputSize", "outputSize", "units", "layers", "seed"]);
  for (const [name, value] of Object.entries({ inputSize, outputSize, units, layers }))
    checkedCount(who, name, value, 1);
  if (!Number.isSafeInteger(seed)) throw new ConfigError(`${who}: seed must be a whole number, got ${shown(seed)}`);
  return { inputSize, outputSize, units, layers, seed };
}

function weightShapes({ inputSize: I, outputSize: O, units: U, layers: L }: LSTMConfig): Record<string, number[]> {
  const layers = Array.from({ length: L }, (_, l): [string, number[]][] => [
    [`lstm${l}.kernel`, [I + (l > 0 ? 2 : 1) * U, 4 * U]],
    [`lstm${l}.bias`, [4 * U]],
  ]);
  return {
    ...Object.fromEntries(layers.flat()),
    "output.kernel": [L * U, O],
    "output.bias": [O],
    "initial.state": [L, 2, U],
  };
}

function makeWeights(config: LSTMConfig): Record<string, Variable> {
  return Object.fromEntries(
    Object.entries(weightShapes(config)).map(([name, shape], i) => {
      const tensor = tf.tensor(firstValues(name, shape, config, i), shape, "float32");
      const variable = tf.variable(tensor);
      tensor.dispose();
      return [name, variable];
    }),
  );
}

function firstValues(name: string, shape: number[], { units: U, seed }: LSTMConfig, i: number): Float32Array {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  if (name.endsWith(".bias")) return name.startsWith("lstm") ? values.fill(1, U, 2 * U) : values;
  const random = seeded(seed, i);
  const bound = 1 / Math.sqrt(shape[0]!);
  return values.map(() => (name === "initial.state" ? random.normal(0, 0.05) : random.uniform(-bound, bound)));
}

function runLayers(config: LSTMConfig, weights: Record<string, Tensor>, inputs: Tensor, state?: Tensor): LSTMResult {
  const { layers: L, units: U, outputSize: O } = config;
  const [B, T] = inputs.shape as [number, number];
  const first = state ?? tf.tile(tf.expandDims(weights["initial.state"]!, 0), [B, 1, 1, 1]);
  let cells = tf.unstack(tf.reshape(first, [B, 2 * L, U]), 1); // h and c of each layer in turn
  const hidden = stepsOf(inputs).flatMap((x) => {
    cells = step(weights, x, cells);
    return cells.filter((_, i) => i % 2 === 0);
  });
  const all = tf.reshape(tf.concat(hidden, 1), [B * T, L * U]);
  const logits = tf.add(tf.matMul(all, weights["output.kernel"] as tf.Tensor2D), weights["output.bias"]!);
  return { outputs: tf.reshape(logits, [B, T, O]), state: tf.reshape(tf.stack(cells, 1), [B, L, 2, U]) };
}

/** One time step of all layers. */
function step(weights: Record<string, Tensor>, x: Tensor, prev: readonly Tensor[]): Tensor[] {
  const next: Tensor[] = [];
  for (let l = 0; 2 * l < prev.length; l++) {
    const [h, c] = [prev[2 * l]!, prev[2 * l + 1]!];
    const row = tf.concat(l > 0 ? [x, next[2 * l - 2]!, h] : [x, h], 1) as tf.Tensor2D;
    const sums = tf.add(tf.matMul(row, weights[`lstm${l}.kernel`] as tf.Tensor2D), weights[`lstm${l}.bias`]!);
    next.push(...cell(sums, c));
  }
  return next;
}

/** @param sums what goes into the gates i, f, g and o, `[B, 4 units]` */
function cell(sums: Tensor, c: Tensor): [h: Tensor, c: Tensor] {
  const [i, f, g, o] = tf.split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
}
