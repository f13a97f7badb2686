import { ConfigError, isObject, shown } from "@attn/core";
import type { Optimizer, Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Clipping, clip } from "./clip";
import { NonFiniteError } from "./errors";

/** What a loss function returns: the loss, or the loss and more scalars to be shown beside it. */
export type Loss = Scalar | { loss: Scalar; [metric: string]: Scalar };

export interface StepValues {
  loss: number;
  /** The scalars that the loss function gave beside the loss. */
  metrics: Record<string, number>;
  /** The norm of all gradients together before `clipNorm`, where that is set. */
  gradientNorm?: number;
}

/** One step of gradient descent. @throws NonFiniteError before anything is changed */
export async function trainStep(
  loss: () => Loss,
  trained: Variable[],
  optimizer: Optimizer,
  clipping: Clipping,
  step: number,
): Promise<StepValues> {
  let extras: Record<string, Tensor> = {};
  const { value, grads } = optimizer.computeGradients(() => {
    const result = checkedLoss(loss());
    if (result instanceof tf.Tensor) return result;
    const { loss: main, ...rest } = result;
    extras = Object.fromEntries(Object.entries(rest).map(([name, scalar]) => [name, tf.keep(tf.clone(scalar))]));
    return main;
  }, trained);
  try {
    const values: StepValues = { loss: (await value.data())[0]!, metrics: await readScalars(extras) };
    if (!Number.isFinite(values.loss)) throw new NonFiniteError("loss", step, values.loss);
    const gradientNorm = clip(grads, clipping);
    if (gradientNorm !== undefined) {
      if (!Number.isFinite(gradientNorm)) throw new NonFiniteError("gradient", step, gradientNorm);
      values.gradientNorm = gradientNorm;
    }
    optimizer.applyGradients(trained.map(({ name }) => ({ name, tensor: grads[name]! })));
    return values;
  } finally {
    tf.dispose([value, extras, grads]);
  }
}

function checkedLoss(result: Loss): Loss {
  const must = "loss must return a scalar, or { loss, … } of scalars";
  const scalars = result instanceof tf.Tensor ? { loss: result } : result;
  checkScalars(must, scalars);
  const loss: unknown = scalars.loss;
  if (loss instanceof tf.Tensor && loss.rank === 0) return result;
  throw new ConfigError(`fit: ${must}, got ${kind(loss)} as loss`);
}

/** @throws ConfigError unless it is an object of numbers and tensors of one */
export function checkScalars(must: string, scalars: unknown): void {
  if (!isObject(scalars)) throw new ConfigError(`fit: ${must}, got ${shown(scalars)}`);
  for (const [name, scalar] of Object.entries(scalars)) {
    if (typeof scalar === "number" || (scalar instanceof tf.Tensor && scalar.size === 1)) continue;
    throw new ConfigError(`fit: ${must}, got ${kind(scalar)} as ${name}`);
  }
}

const kind = (value: unknown) => (value instanceof tf.Tensor ? `a tensor [${value.shape.join(", ")}]` : shown(value));

/** The numbers in `scalars`; disposes nothing. */
export async function readScalars(scalars: Record<string, number | Tensor>): Promise<Record<string, number>> {
  const read = Object.entries(scalars).map(
    async ([name, x]) => [name, typeof x === "number" ? x : (await x.data())[0]!] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
