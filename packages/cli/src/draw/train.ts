import { adam, FormatError } from "@attn/core";
import { Draw, DrawClassifier } from "@attn/draw";
import { cosineDecay, type Schedule } from "@attn/train";
import { fit, type NodeFitOptions } from "@attn/train/node";
import * as tf from "@tensorflow/tfjs-core";
import { type Images, type Source, seedOf } from "./images";
import type { ClassifierRecipe, DrawRecipe } from "./recipes";

export type Model = Draw | DrawClassifier;

export interface TrainOptions
  extends Pick<NodeFitOptions, "evaluate" | "evaluateEvery" | "observers" | "signal" | "checkpoint" | "settings"> {
  /** Words before the progress bar. */
  title: string;
  source: Source;
  steps: number;
  learningRate: number;
  /** The last steps, in which the learning rate falls to nothing. */
  decay: number;
  /** The norm of all gradients together is kept below this. */
  clipNorm: number;
  /** Of the noise. */
  seed: number;
}

export interface Trained {
  /** The steps that were done before: those of a checkpoint. */
  from: number;
  /** How long those after them took. */
  seconds: number;
  /** Of each step, from the first on. */
  loss: number[];
}

export function makeModel(recipe: DrawRecipe | ClassifierRecipe, seed: number): Model {
  if (recipe.kind === "classifier") {
    return new DrawClassifier({ ...recipe.model, imageSize: [recipe.side, recipe.side, 1], classes: 10, seed });
  }
  const draw = new Draw({ ...recipe.model, imageSize: [28, 28, recipe.images === "colored" ? 3 : 1], seed });
  if (recipe.images === "digits") beginDark(draw);
  return draw;
}

/** Digits are bright on a dark ground: a canvas that begins dark leaves the ink alone to be drawn, and is learned on. */
function beginDark({ weights }: Draw): void {
  const canvas = weights["initial.canvas"]!;
  tf.tidy(() => canvas.assign(tf.fill(canvas.shape, -3)));
}

/** Trains a model with Adam. */
export async function train(model: Model, options: TrainOptions): Promise<Trained> {
  const { title, source, steps, learningRate, decay, clipNorm, seed, observers = [], ...rest } = options;
  const start = performance.now();
  let from = 0;
  const onStart = (found: { step: number }) => {
    from = found.step;
  };
  const run = fit<Images>({
    weights: model.weights,
    optimizer: adam({ learningRate, clipNorm, skipNonFinite: true }),
    batch: source.batch,
    loss: (batch, step) => lossOf(model, batch, seedOf(seed, step)),
    learningRate: fallingAtTheEnd(learningRate, steps, decay),
    steps,
    progress: title,
    observers: [{ onStart }, ...observers],
    ...rest,
  });
  const { history } = await run.catch((error: unknown) => {
    if (error instanceof FormatError) throw new FormatError(`${rest.checkpoint}: ${error.message}`);
    throw error;
  });
  return { from, seconds: (performance.now() - start) / 1000, loss: history.loss };
}

function lossOf(model: Model, { x, labels }: Images, seed: number) {
  if (model instanceof DrawClassifier) return model.loss(x, labels);
  const { loss, reconstruction, kl } = model.elbo(x, { seed });
  return { loss, reconstruction, kl: tf.sum(kl) as tf.Scalar };
}

function fallingAtTheEnd(initial: number, steps: number, decay: number): Schedule {
  if (decay === 0) return () => initial;
  const fall = cosineDecay({ initial, steps: decay });
  return (step) => fall(Math.max(0, step - (steps - decay)));
}
