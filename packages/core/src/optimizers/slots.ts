// What an optimizer remembers of each variable.
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { ConfigError } from "../shapes/errors";

export interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** One tensor of each name for each variable, zeros at first. */
export class Slots {
  readonly #who: string;
  readonly #names: readonly string[];
  /** By the name of the variable. */
  #slots = new Map<string, Variable[]>();
  /** Whether they were restored, and no variable has asked for its own yet. */
  #restored = false;

  constructor(who: string, names: readonly string[]) {
    this.#who = who;
    this.#names = names;
  }

  of(variables: readonly Variable[]): Variable[][] {
    if (this.#restored && variables.length > 0) {
      this.#adopt(variables);
      this.#restored = false;
    }
    return variables.map((variable) => {
      const slots = this.#slots.get(variable.name);
      return fits(slots, variable) ? slots : this.#add(variable);
    });
  }

  weights(): NamedTensor[] {
    return this.#names.flatMap((slot, i) =>
      [...this.#slots].map(([name, slots]) => ({ name: `${name}/${slot}`, tensor: slots[i]! as Tensor })),
    );
  }

  restore(weights: readonly NamedTensor[]): void {
    const count = Math.ceil(weights.length / this.#names.length);
    const restored = weights.slice(0, count).map(({ name: first }, k) => {
      const name = first.slice(0, first.lastIndexOf("/"));
      const tensors = this.#names.map((slot, i) =>
        this.#checked(`${name}/${slot}`, weights[i * count + k], weights[k]!),
      );
      return [name, tensors] as const;
    });
    const slots = new Map(restored.map(([name, tensors]) => [name, tensors.map((t) => tf.variable(t, false))]));
    this.dispose();
    this.#slots = slots;
    this.#restored = true;
  }

  dispose(): void {
    tf.dispose([...this.#slots.values()]);
    this.#slots.clear();
    this.#restored = false;
  }

  #add({ name, shape }: Variable): Variable[] {
    tf.dispose(this.#slots.get(name) ?? []); // of a variable that had this name before
    const slots = this.#names.map(() => tf.tidy(() => tf.variable(tf.zeros(shape), false)));
    this.#slots.set(name, slots);
    return slots;
  }

  /** Gives restored slots the names of the variables, which may have changed: tfjs numbers them anew in every process. */
  #adopt(variables: readonly Variable[]): void {
    if (variables.every((variable) => fits(this.#slots.get(variable.name), variable))) return;
    const inOrder = [...this.#slots.values()];
    if (variables.length !== inOrder.length || !variables.every((variable, i) => fits(inOrder[i], variable))) {
      const shapes = (all: readonly { shape: number[] }[]) => all.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
      throw new ConfigError(
        `${this.#who}: the restored weights must fit the variables in name or in order, ` +
          `got ${shapes(inOrder.map((slots) => slots[0]!))} for ${shapes(variables)}`,
      );
    }
    this.#slots = new Map(variables.map(({ name }, i) => [name, inOrder[i]!]));
  }

  /** The weight, if it has its name and the shape of the variable's first. */
  #checked(name: string, weight: NamedTensor | undefined, { tensor: { shape } }: NamedTensor): Tensor {
    const { tensor } = weight ?? {};
    if (tensor && weight?.name === name && tensor.dtype === "float32" && tf.util.arraysEqual(tensor.shape, shape)) {
      return tensor;
    }
    const got = tensor ? `${tensor.dtype} [${tensor.shape.join(", ")}] "${weight?.name}"` : "nothing";
    throw new ConfigError(`${this.#who}: setWeights must get float32 [${shape.join(", ")}] "${name}", got ${got}`);
  }
}

function fits(slots: Variable[] | undefined, { shape }: Variable): slots is Variable[] {
  return slots !== undefined && tf.util.arraysEqual(slots[0]!.shape, shape);
}
