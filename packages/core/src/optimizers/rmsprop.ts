import type { serialization } from "@tensorflow/tfjs-core";
import { hasKernels } from "../kernels/op";
import { checkedOptions } from "../shapes/options";
import { type ClipOptions, FusedOptimizer, optionsOfConfig, type Update } from "./fusedOptimizer";
import { range } from "./range";
import { rmspropReference } from "./rmsprop.reference";
import { rmspropWasm } from "./rmsprop.wasm";

export interface RmspropOptions extends ClipOptions {
  /** From 0; Graves's 1e-4 is a good first try. */
  learningRate: number;
  /** The decay of the means of the gradients and of their squares, from 0 and below 1; 0.95 by default. */
  decay?: number;
  /** How much of the last change is made again, from 0 and below 1; 0.9 by default. */
  momentum?: number;
  /** Added to the variance inside the root, above 0; 1e-4 by default. */
  epsilon?: number;
}

const names = ["learningRate", "decay", "momentum", "epsilon", "clipNorm", "clipValue", "skipNonFinite"] as const;

/** What `rmsprop` makes. */
export class Rmsprop extends FusedOptimizer {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;

  /** The name under which a saved model finds its optimizer; tfjs's own is "RMSProp". */
  static get className(): string {
    return "AttnRMSProp";
  }

  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new cls(optionsOfConfig(config));
  }

  constructor(options: RmspropOptions) {
    super("rmsprop", checkedOptions("rmsprop", options, names), ["rms", "mg", "momentum"]);
    const { decay = 0.95, momentum = 0.9, epsilon = 1e-4 } = options;
    this.decay = range("rmsprop", "decay", decay, { from: 0, below: 1 }, true);
    this.momentum = range("rmsprop", "momentum", momentum, { from: 0, below: 1 }, true);
    this.epsilon = range("rmsprop", "epsilon", epsilon, { above: 0 }, true);
  }

  protected override update(update: Update): void {
    const { decay, momentum, epsilon, learningRate: rate } = this;
    const run = hasKernels() ? rmspropWasm : rmspropReference;
    run(update, { decay, momentum, rate, epsilon });
  }

  override getConfig(): serialization.ConfigDict {
    const { learningRate, decay, momentum, epsilon, clipNorm = null, clipValue = null, skipNonFinite } = this;
    return { learningRate, decay, momentum, epsilon, clipNorm, clipValue, skipNonFinite };
  }
}

/**
 * RMSProp as Graves has it (_Generating Sequences With Recurrent Neural Networks_, 2013, eq. 38 to 41): centered, epsilon inside
 * the root, with momentum; one kernel call per variable, with clipping.
 *
 * A `tf.Optimizer`: for `minimize`, `applyGradients` and `model.compile`.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export const rmsprop = (options: RmspropOptions): Rmsprop => new Rmsprop(options);
