import {
  bitErrors,
  bitsPerSequence,
  optimalNGramPredictor,
  type TaskBatch,
  type TaskName,
  type TaskOptions,
  tasks,
} from "@attn/ntm";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Measurement } from "./recipes";
import { logitsOf, type Model } from "./train";

export interface Measured {
  name: string;
  /** Cost of a sequence. */
  bits: number;
  /** Wrong bits of a sequence, and how many it has. */
  wrong: number;
  of: number;
  /** Of n-grams: the cost of the best predictor that can be, on the same sequences. */
  optimum?: number;
}

/** The seed of sequences that no training sees: seeds of trainings are from 0. */
export const unseen = (seed: number): number => -1 - seed;

const BATCH = 10;

/** Measures a model on `count` sequences (tens of them) that it was not trained on. */
export function measure(
  model: Model,
  task: TaskName,
  { name, options }: Measurement,
  { seed, count }: { seed: number; count: number },
): Measured {
  const parts = Array.from({ length: count / BATCH }, (_, step) =>
    tf.tidy(() => {
      const given = { ...options, batchSize: BATCH, seed: unseen(seed), step } as TaskOptions[TaskName];
      const batch = tasks[task](given);
      const { inputs, targets, mask } = batch;
      const logits = logitsOf(model, inputs);
      const of = (tf.sum(mask).dataSync()[0]! * targets.shape[2]!) / BATCH;
      const cost = (x: Tensor) => bitsPerSequence(x, targets, mask).dataSync()[0]!;
      return {
        ...{ bits: cost(logits), wrong: bitsWrong(logits, batch), of },
        optimum: task === "dynamicNGrams" ? cost(logit(optimalNGramPredictor(inputs))) : 0,
      };
    }),
  );
  const mean = (key: "bits" | "wrong" | "of" | "optimum") => parts.reduce((s, part) => s + part[key], 0) / parts.length;
  const all = { name, bits: mean("bits"), wrong: mean("wrong"), of: mean("of") };
  return task === "dynamicNGrams" ? { ...all, optimum: mean("optimum") } : all;
}

/** Wrong bits of a sequence. */
export const bitsWrong = (logits: Tensor, { targets, mask }: TaskBatch): number =>
  bitErrors(logits, targets, mask).dataSync()[0]!;

/** What has the sigmoid p. */
const logit = (p: Tensor): Tensor => tf.log(tf.div(p, tf.sub(1, p)));

/** A line for a terminal. */
export function measuredLine({ name, bits, wrong, of, optimum }: Measured): string {
  const best = optimum === undefined ? "" : `; the best predictor that can be ${optimum.toFixed(2)}`;
  const errors = optimum === undefined ? `   ${wrong.toFixed(2).padStart(6)} of ${of} bits wrong` : "";
  return `  ${name.padEnd(21)} ${bits.toFixed(2).padStart(8)} bits per sequence${best}${errors}`;
}
