import type { serialization } from "@tensorflow/tfjs-core";
import { hasKernels } from "../kernels/op";
import { checkedOptions } from "../shapes/options";
import { adamReference } from "./adam.reference";
import { adamWasm } from "./adam.wasm";
import { type ClipOptions, FusedOptimizer, optionsOfConfig, type Update } from "./fusedOptimizer";
import { range } from "./range";

export interface AdamOptions extends ClipOptions {
  /** α, from 0. */
  learningRate: number;
  /** The decay of the mean of the gradients, from 0 and below 1; 0.9 by default. */
  beta1?: number;
  /** The decay of the mean of their squares, from 0 and below 1; 0.999 by default. */
  beta2?: number;
  /** Added to the root in the denominator, from 0; 1e-8 by default. */
  epsilon?: number;
}

const names = ["learningRate", "beta1", "beta2", "epsilon", "clipNorm", "clipValue", "skipNonFinite"] as const;

/** What `adam` makes. */
export class Adam extends FusedOptimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  /** The name under which a saved model finds its optimizer; tfjs's own is "Adam". */
  static get className(): string {
    return "AttnAdam";
  }

  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new cls(optionsOfConfig(config));
  }

  constructor(options: AdamOptions) {
    super("adam", checkedOptions("adam", options, names), ["m", "v"]);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    this.beta1 = range("adam", "beta1", beta1, { from: 0, below: 1 }, true);
    this.beta2 = range("adam", "beta2", beta2, { from: 0, below: 1 }, true);
    this.epsilon = range("adam", "epsilon", epsilon, { from: 0 }, true);
  }

  protected override update(update: Update): void {
    const { beta1, beta2, epsilon } = this;
    const t = this.iterations + 1;
    const rate = this.learningRate / (1 - beta1 ** t);
    const root = Math.sqrt(1 - beta2 ** t);
    const run = hasKernels() ? adamWasm : adamReference;
    run(update, { beta1, beta2, rate, root, epsilon });
  }

  override getConfig(): serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon, clipNorm = null, clipValue = null, skipNonFinite } = this;
    return { learningRate, beta1, beta2, epsilon, clipNorm, clipValue, skipNonFinite };
  }
}

/**
 * The Adam optimizer (Kingma & Ba 2015, algorithm 1), one kernel call per variable, with clipping.
 *
 * A `tf.Optimizer`: for `minimize`, `applyGradients` and `model.compile`.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export const adam = (options: AdamOptions): Adam => new Adam(options);
