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
    const result = loss();
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

/** The numbers in `scalars`; disposes nothing. */
export async function readScalars(scalars: Record<string, number | Tensor>): Promise<Record<string, number>> {
  const read = Object.entries(scalars).map(
    async ([name, x]) => [name, typeof x === "number" ? x : (await x.data())[0]!] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
