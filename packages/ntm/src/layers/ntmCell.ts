import { ConfigError, checkedOptions, flag, oneOf, ShapeError, shown } from "@attn/core";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { serialization } from "@tensorflow/tfjs-core";
import { type LayerVariable, layers, type Shape } from "@tensorflow/tfjs-layers";
import { ntmStep } from "../cell";
import { checkedConfig, type NTMConfig, type NTMOptions } from "../options";
import { sizesOf } from "../sizes";
import { firstState, type NTMState } from "../state";
import { makeWeights } from "../weights";

/** The machine's options, and what tfjs's cells take. */
export interface NTMCellOptions extends NTMOptions {
  /** Made by tfjs by default. */
  name?: string;
  /** Whether the weights are trained; true by default. */
  trainable?: boolean;
  /** Of the weights; there is no other. */
  dtype?: "float32";
}

/**
 * A Neural Turing Machine as the cell of a tfjs layer: `tf.layers.rnn({ cell: ntmCell({ … }), returnSequences: true })`
 * turns `[B, T, I]` into the logits `[B, T, O]`; it trains, saves and loads with its model.
 *
 * The cell runs step by step; `NTM.run` is the fast way. To load a model in a program that has not called this function,
 * call `registerNTMCell` before.
 *
 * @throws ConfigError for an option that does not exist or is out of its range
 */
export function ntmCell(options: NTMCellOptions): NTMCell {
  registerNTMCell();
  return new NTMCell(options);
}

/** Makes the cell's class known to `tf.loadLayersModel`. Safe to call again; importing the package does not do it. */
export function registerNTMCell(): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  if (!classNameMap[NTMCell.className]) serialization.registerClass(NTMCell);
}

const who = "ntmCell";

/** The cell that `ntmCell` makes. */
export class NTMCell extends layers.RNNCell {
  /** @nocollapse */
  static className = "NTMCell";

  /** The machine's options with their defaults, as those of an `NTM`; plain JSON. */
  readonly config: NTMConfig;
  /**
   * Of the states, each `[B, size]`: the last output, the memory, where the heads look, the words read, of an LSTM h and c,
   * and a flag that is 0 until the first step. While it is 0, as in the zeros that tfjs begins with, the others are not
   * looked at: the sequence begins with the learned state.
   */
  readonly stateSize: number[];
  private readonly named: Record<string, LayerVariable> = {};

  constructor(options: NTMCellOptions) {
    const { layer, config } = checkedCell(options);
    super(layer);
    this.config = config;
    const { O, N, W, R, heads, L, U, states } = sizesOf(config);
    this.stateSize = [O, N * W, heads * N, R * W, ...(states > 0 ? [L * states * U] : []), 1];
  }

  /**
   * The weights by the names that they have in an `NTM`, so that `assignWeights` moves them from one to the other.
   *
   * @throws ConfigError before the cell is part of a model
   */
  get weightsByName(): Readonly<Record<string, Variable>> {
    if (!this.built) throw new ConfigError(`${who}: the cell has no weights yet; put its layer into a model first`);
    return Object.fromEntries(Object.entries(this.named).map(([name, weight]) => [name, weight.read() as Variable]));
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    const { inputSize } = this.config;
    const size = shape.at(-1);
    if (size !== inputSize) {
      throw new ShapeError(`${who}: the input's last dimension must be inputSize, ${inputSize}, got ${size}`);
    }
    if (this.built) throw new ConfigError(`${who}: a cell serves one layer only; make another for another layer`);
    const first = makeWeights(this.config);
    for (const [name, value] of Object.entries(first)) {
      const initializer = { apply: () => value.clone() } as unknown as Initializer;
      this.named[name] = this.addWeight(name, value.shape, "float32", initializer, undefined, value.trainable);
    }
    tf.dispose(first);
    super.build(inputShape);
  }

  /**
   * One time step, as tfjs's layers ask for it.
   *
   * @param inputs x `[B, I]`, and the states
   * @returns the logits `[B, O]`, and the next states
   */
  override call(inputs: Tensor | Tensor[]): Tensor[] {
    return tf.tidy(() => {
      const [x, ...given] = inputs as Tensor[];
      const weights = this.weightsByName;
      const { logits, state } = ntmStep(this.config, weights, x!, begun(given, firstState(this.config, weights)));
      const next = partsOf(state).map((part) => tf.reshape(part, [part.shape[0]!, -1]));
      return [logits, logits, ...next, tf.onesLike(given.at(-1)!)];
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { controller, memory, ...rest } = this.config;
    return { ...super.getConfig(), ...rest, controller: { ...controller }, memory: { ...memory } };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    const { customObjects: _, ...rest } = config; // customObjects is tfjs's own addition
    return new cls(rest);
  }
}

type Initializer = NonNullable<Parameters<layers.Layer["addWeight"]>[3]>;

/** The state of the sequences that have begun, and of the others the first. */
function begun(given: Tensor[], first: NTMState): NTMState {
  const started = given.at(-1)!; // [B, 1]
  const fresh = tf.sub(1, started);
  const [memory, weights, reads, ...controller] = partsOf(first).map((part, i) => {
    const [, ...shape] = part.shape;
    const either = tf.add(tf.mul(given[i + 1]!, started), tf.mul(tf.reshape(part, [1, -1]), fresh));
    return tf.reshape(either, [-1, ...shape]);
  });
  return { memory: memory!, weights: weights!, reads: reads!, controller };
}

const partsOf = ({ memory, weights, reads, controller }: NTMState): Tensor[] => [memory, weights, reads, ...controller];

const names: Record<keyof NTMCellOptions, true> = {
  inputSize: true,
  outputSize: true,
  controller: true,
  memory: true,
  readHeads: true,
  writeHeads: true,
  shifts: true,
  memoryOrder: true,
  keyActivation: true,
  addActivation: true,
  initialMemory: true,
  seed: true,
  name: true,
  trainable: true,
  dtype: true,
};

/** @throws ConfigError that names the option */
function checkedCell(options: NTMCellOptions) {
  const known = Object.keys(names) as (keyof NTMCellOptions)[];
  const { name, trainable, dtype, ...machine } = checkedOptions(who, options, known);
  if (name !== undefined && typeof name !== "string") {
    throw new ConfigError(`${who}: name must be a string, got ${shown(name)}`);
  }
  oneOf(who, "dtype", dtype, ["float32"], "float32");
  const layer = { ...(name && { name }), trainable: flag(who, "trainable", trainable, true) };
  return { layer, config: checkedConfig(who, machine) };
}
