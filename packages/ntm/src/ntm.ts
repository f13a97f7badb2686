import { checkedCount, checkedOptions, dims, flag, ShapeError } from "@attn/core";
import { loadModel, type SaveOptions, saveModel } from "@attn/core/models";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { ntmStep } from "./cell";
import { checkedConfig, type NTMConfig, type NTMOptions } from "./options";
import { type NTMResult, runNTM } from "./sequence";
import { checkState, firstState, type NTMState, repeated } from "./state";
import { makeWeights, weightShapes } from "./weights";

export interface RunOptions {
  /** What an earlier run of as many sequences ended with; by default the learned state that sequences begin with. */
  state?: NTMState;
  /** Whether the result tells what each head did at each step; false by default. */
  trace?: boolean;
}

/**
 * A Neural Turing Machine: a controller network with heads that read and write a memory (Graves, Wayne & Danihelka 2014).
 *
 * It has weights and never changes; the state is a value that `step` and `run` take and give.
 */
export class NTM {
  /** The options with their defaults; plain JSON. */
  readonly config: NTMConfig;
  /**
   * By name: `lstm0.kernel` (rows: the input, the words read, the last h; columns: the gates i, f, g, o) or
   * `feedforward0.kernel`, `heads.kernel` (columns: for each head, read heads first, key, β, gate, shifts, γ and, if it
   * writes, erase and add), `output.kernel` (rows: h, the words read), their `.bias`, and what sequences begin with:
   * `initial.weights` (logits), `initial.reads`, `initial.controller` and, unless it is constant, `initial.memory`.
   */
  readonly weights: Readonly<Record<string, Variable>>;

  /** @throws ConfigError for an unknown option, or one out of its range */
  constructor(options: NTMOptions) {
    this.config = checkedConfig("NTM", options);
    this.weights = makeWeights(this.config);
  }

  /** What `B` sequences begin with; the gradient of what follows reaches the weights that it is made of. @throws ConfigError */
  initialState(B: number): NTMState {
    checkedCount("initialState", "B", B, 1);
    return inTidy(() => repeated(firstState(this.config, this.weights), B));
  }

  /**
   * One time step.
   *
   * @param x `[B, I]`
   * @param state of the step before, or `initialState(B)`; it stays the caller's
   * @returns the logits `[B, O]`, and the state to go on with
   * @throws ShapeError if x or a part of the state has not the shape that it must have
   */
  step(x: Tensor, state: NTMState): [logits: Tensor, next: NTMState] {
    const { B } = dims("step", { x: [x, `B ${this.config.inputSize}`] });
    checkState("step", this.config, state, B!);
    return inTidy(() => {
      const { logits, state: next } = ntmStep(this.config, this.weights, x, state);
      return [logits, next];
    });
  }

  /**
   * A whole sequence: in one kernel on the wasm backend, with another for the gradient through time.
   *
   * @param inputs `[B, T, I]`
   * @returns the logits `[B, T, O]`, the state after the last step, and with `trace` what the heads did; dispose them
   * @throws ShapeError if the inputs or a part of the state have not the shape that they must have
   * @throws ConfigError for an unknown option
   */
  run(inputs: Tensor, options: RunOptions = {}): NTMResult {
    const { B, T } = dims("run", { inputs: [inputs, `B T ${this.config.inputSize}`] });
    const { state, trace } = checkedOptions("run", options, ["state", "trace"]);
    if (B === 0 || T === 0)
      throw new ShapeError(`run: inputs must have B and T from 1, got [${inputs.shape.join(", ")}]`);
    if (state !== undefined) checkState("run", this.config, state, B!);
    const traced = flag("run", "trace", trace, false);
    return inTidy(() => runNTM(this.config, this.weights, inputs, state, traced));
  }

  /** The weights and the configuration as a safetensors file. */
  save(options: SaveOptions = {}): Uint8Array {
    return saveModel("NTM", this.config, this, options);
  }

  /**
   * A machine from what `save` gave.
   *
   * @throws FormatError if the bytes are not such a file
   * @throws ConfigError if its configuration is not one
   * @throws ShapeError if its weights are not those of its configuration
   */
  static load(bytes: Uint8Array): NTM {
    return loadModel("NTM", bytes, {
      check: (config) => checkedConfig("load", config as NTMOptions),
      least: ({ controller }) => controller.layers,
      shapes: weightShapes,
      make: (config) => new NTM(config),
    });
  }

  /** Frees the weights. */
  dispose(): void {
    tf.dispose(Object.values(this.weights));
  }
}

/** `tf.tidy` for results that are objects of tensors and lists of them. */
const inTidy = <T extends object>(f: () => T): T => tf.tidy(f as () => tf.TensorContainer) as T;
