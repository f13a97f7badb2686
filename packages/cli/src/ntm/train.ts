import { FormatError, rmsprop } from "@attn/core";
import { LSTM, maskedLoss, NTM, type TaskBatch, type TaskName, type TaskOptions, taskSizes, tasks } from "@attn/ntm";
import type { Schedule } from "@attn/train";
import { fit, type NodeFitOptions } from "@attn/train/node";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { ModelRecipe } from "./recipes";

/** What is trained: an NTM, or LSTMs. */
export type Model = NTM | LSTM;

export interface TrainOptions
  extends Pick<NodeFitOptions, "evaluate" | "evaluateEvery" | "observers" | "signal" | "checkpoint" | "settings"> {
  /** Words before the progress bar. */
  title: string;
  task: TaskName;
  steps: number;
  batchSize: number;
  learningRate: number;
  /** In place of a learning rate that stays the same. */
  schedule?: Schedule;
  /** Of the sequences. */
  seed: number;
}

export interface Trained {
  /** The steps that were done before: those of a checkpoint. */
  from: number;
  /** How long those after them took. */
  seconds: number;
  /** Steps whose gradient was not finite: they changed nothing. */
  skipped: number;
  /** The mean of each step's batch, from the first step on. */
  bitsPerSequence: number[];
}

/** The paper's memory: 128 slots of 20 numbers. */
export const makeModel = (recipe: ModelRecipe, task: TaskName, seed: number): Model =>
  recipe.kind === "lstm"
    ? new LSTM({ ...taskSizes(task), units: recipe.units, layers: recipe.layers, seed })
    : new NTM({
        ...taskSizes(task),
        controller: recipe.controller,
        memory: { slots: 128, word: 20 },
        readHeads: recipe.heads,
        writeHeads: recipe.heads,
        seed,
      });

export const parameterCount = ({ weights }: Model): number =>
  Object.values(weights).reduce((sum, { size }) => sum + size, 0);

/** What the model says of the inputs, before the sigmoid. */
export const logitsOf = (model: Model, inputs: Tensor): Tensor => model.run(inputs).outputs;

/** Trains a model as the paper does: RMSProp with momentum, and gradients that are clipped. */
export async function train(model: Model, options: TrainOptions): Promise<Trained> {
  const { title, task, steps, batchSize, learningRate, seed, schedule, observers = [], ...rest } = options;
  const start = performance.now();
  let from = 0;
  // rare gradients are thousands of times the others, or too large for float32
  const optimizer = rmsprop({ learningRate, clipValue: 10, clipNorm: 10, skipNonFinite: true });
  const onStart = (found: { step: number }) => {
    from = found.step;
  };
  const run = fit<TaskBatch>({
    weights: model.weights,
    optimizer,
    batch: (step) => tasks[task]({ batchSize, seed, step } as TaskOptions[TaskName]),
    loss: ({ inputs, targets, mask }) => {
      const loss = maskedLoss(logitsOf(model, inputs), targets, mask);
      return { loss, bits: tf.div(loss, Math.LN2) as Scalar };
    },
    steps,
    ...(schedule && { learningRate: schedule }),
    progress: title,
    observers: [{ onStart }, ...observers],
    ...rest,
  });
  const { history } = await run.catch((error: unknown) => {
    if (error instanceof FormatError) throw new FormatError(`${rest.checkpoint}: ${error.message}`);
    throw error;
  });
  const seconds = (performance.now() - start) / 1000;
  return { from, seconds, skipped: optimizer.skipped, bitsPerSequence: history.loss.map((nats) => nats / Math.LN2) };
}
