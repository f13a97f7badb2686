// What Adam and RMSProp share: which variable gets which gradient and which slots, clipping, saving and restoring.
import type { NamedTensorMap, serialization, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { ConfigError, ShapeError } from "../shapes/errors";
import { flag, isObject } from "../shapes/options";
import { shown } from "../shapes/shown";
import { clipScale } from "./clip";
import { range } from "./range";
import { type NamedTensor, Slots } from "./slots";

export interface ClipOptions {
  /**
   * The largest Euclidean norm of all gradients together; longer ones are all scaled by clipNorm / norm. No limit by
   * default. Comes after `clipValue`: the norm is that of the clipped gradients.
   */
  clipNorm?: number;
  /** The largest magnitude of any element of a gradient; elements beyond ± it are set to it. No limit by default. */
  clipValue?: number;
  /**
   * Whether a step whose gradients are not all finite changes nothing, and is counted in `skipped`; false by default. For
   * recurrent models, whose gradients through hundreds of steps can overflow float32 once in some ten thousand sequences.
   */
  skipNonFinite?: boolean;
}

/** One variable, what it is changed by, and what the optimizer remembers of it. */
export interface Update {
  variable: Variable;
  gradient: Tensor;
  slots: Variable[];
  /** Elements of the gradient are clipped to ± this, which may be Infinity, … */
  clipValue: number;
  /** … and then multiplied with this. */
  scale: number | Tensor;
}

/** A norm that no finite gradient has, and a float32. */
const NO_LIMIT = 3e38;

/** An optimizer that changes each variable in one kernel call, or in tfjs ops where there are no kernels. */
export abstract class FusedOptimizer extends tf.Optimizer {
  /** The function that the user called; messages begin with it. */
  readonly #who: string;
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly skipNonFinite: boolean;
  /** How many steps were skipped because a gradient was not finite. */
  skipped = 0;
  #learningRate = 0;
  readonly #slots: Slots;

  /** @param names of the slots, in the order in which `update` gets them */
  constructor(who: string, options: ClipOptions & { learningRate: number }, names: readonly string[]) {
    super();
    this.#who = who;
    this.#slots = new Slots(who, names);
    this.learningRate = options.learningRate;
    this.clipNorm = range(who, "clipNorm", options.clipNorm, { above: 0 });
    this.clipValue = range(who, "clipValue", options.clipValue, { above: 0 });
    this.skipNonFinite = flag(who, "skipNonFinite", options.skipNonFinite, false);
  }

  /** May be set between steps, to follow a schedule. */
  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    this.#learningRate = range(this.#who, "learningRate", value, { from: 0 }, true);
  }

  /** Changes one variable and its slots. */
  protected abstract update(update: Update): void;

  /**
   * Changes the variables by their gradients; those without a gradient (null) stay as they are. A gradient that is not
   * finite makes its variable so, and with `clipNorm` all of them: nothing is hidden, unless `skipNonFinite` leaves such a step out.
   *
   * @param gradients by the name of the variable, or a list of names and tensors
   * @throws ConfigError for a name that no float32 variable has
   * @throws ShapeError if a gradient has not the shape of its variable
   */
  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const given = this.#given(gradients);
    const slots = this.#slots.of(given.map(({ variable }) => variable));
    const clipValue = this.clipValue ?? Number.POSITIVE_INFINITY;
    const taken = tf.tidy((): number => {
      const scale = clipScale(
        given.map(({ gradient }) => gradient),
        clipValue,
        this.clipNorm ?? (this.skipNonFinite ? NO_LIMIT : undefined),
      );
      if (this.skipNonFinite && !isFiniteScale(scale)) return 0;
      given.forEach((pair, i) => {
        if (pair.variable.size > 0) this.update({ ...pair, slots: slots[i]!, clipValue, scale });
      });
      return 1;
    });
    if (taken === 0) this.skipped++;
    else this.incrementIterations();
  }

  #given(gradients: NamedTensorMap | NamedTensor[]): { variable: Variable; gradient: Tensor }[] {
    if (typeof gradients !== "object" || gradients === null) {
      throw new ConfigError(`${this.#who}: applyGradients must get tensors by name, got ${shown(gradients)}`);
    }
    const list = Array.isArray(gradients)
      ? checkedList(`${this.#who}: applyGradients`, gradients)
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    return list
      .filter(({ tensor }) => tensor !== null && tensor !== undefined)
      .map(({ name, tensor }) => ({ variable: this.#variable(name, tensor), gradient: tensor }));
  }

  #variable(name: string, gradient: Tensor): Variable {
    const variable = (tf.engine().registeredVariables as Record<string, Variable | undefined>)[name];
    if (variable?.dtype !== "float32") {
      const got = variable ? `an ${variable.dtype} variable` : "none of that name";
      throw new ConfigError(`${this.#who}: "${name}" must be a float32 variable, got ${got}`);
    }
    if (!(gradient instanceof tf.Tensor)) {
      throw new ShapeError(`${this.#who}: the gradient of ${name} must be a tensor, got ${shown(gradient)}`);
    }
    if (gradient.dtype !== "float32" || !tf.util.arraysEqual(gradient.shape, variable.shape)) {
      throw new ShapeError(
        `${this.#who}: the gradient of ${name} must be float32 [${variable.shape.join(", ")}], ` +
          `got ${gradient.dtype} [${gradient.shape.join(", ")}]`,
      );
    }
    return variable;
  }

  /** The number of steps, then each slot of all variables: `iter`, `w/m`, `b/m`, `w/v`, `b/v`. The tensors stay the optimizer's. */
  override async getWeights(): Promise<NamedTensor[]> {
    return [await this.saveIterations(), ...this.#slots.weights()];
  }

  /**
   * Takes back what `getWeights` gave: the next steps are, bit for bit, those that the saved optimizer would have made.
   * Slots find their variables by name, or, if the names have changed, by their order.
   *
   * @throws ConfigError if the weights are not those of such an optimizer
   */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    checkedList(`${this.#who}: setWeights`, weights);
    const bad = weights.find(({ tensor }) => !(tensor instanceof tf.Tensor));
    if (bad)
      throw new ConfigError(`${this.#who}: setWeights must get a tensor "${bad.name}", got ${shown(bad.tensor)}`);
    const iterations = weights[0]?.tensor;
    if (iterations?.size !== 1) {
      throw new ConfigError(`${this.#who}: setWeights must get the number of steps first, got ${weights[0]?.name}`);
    }
    this.#slots.restore(weights.slice(1));
    await this.extractIterations(weights);
  }

  /** Frees the slots. */
  override dispose(): void {
    this.#slots.dispose();
  }
}

const isFiniteScale = (scale: number | Tensor): boolean =>
  Number.isFinite(typeof scale === "number" ? scale : scale.dataSync()[0]);

function checkedList(who: string, list: NamedTensor[]): NamedTensor[] {
  if (Array.isArray(list) && [...list].every((item) => isObject(item) && typeof item.name === "string")) return list;
  throw new ConfigError(`${who} must get a list of names and tensors, got ${shown(list)}`);
}

/** The options in a configuration that tfjs kept: null stands for what was left out, and customObjects are its own addition. */
export function optionsOfConfig(config: serialization.ConfigDict): serialization.ConfigDict {
  return Object.fromEntries(Object.entries(config).filter(([name, v]) => v !== null && name !== "customObjects"));
}
