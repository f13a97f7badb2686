// What the tasks have in common: their options, and a batch that is written one sequence after the other.
import { ConfigError, checkedCount, shown } from "@attn/core";
import { type Random, seeded } from "@attn/core/random";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Sequences of one length, what is expected of them, and where. */
export interface TaskBatch {
  /** `[B, T, I]` */
  inputs: Tensor;
  /** `[B, T, O]`, 0 or 1; 0 where nothing is scored. */
  targets: Tensor;
  /** 1 at the steps whose targets count, `[B, T]`. */
  mask: Tensor;
}

/** What every task takes. The batch depends on the options alone, the seed and the step among them. */
export interface BatchOptions {
  /** Sequences, from 1 (the default). */
  batchSize?: number;
  /** A whole number; 0 by default. */
  seed?: number;
  /** Which batch of the seed's, a whole number from 0 (the default). */
  step?: number;
}

export type Batch = Required<BatchOptions>;

/** Numbers in and out at each step: what a model for a task is made with. */
export interface TaskSizes {
  inputSize: number;
  outputSize: number;
}

export const batchNames = ["batchSize", "seed", "step"] as const;

/** @throws ConfigError */
export function checkedBatch(who: string, { batchSize = 1, seed = 0, step = 0 }: BatchOptions): Batch {
  checkedCount(who, "batchSize", batchSize, 1);
  if (!Number.isSafeInteger(seed)) throw new ConfigError(`${who}: seed must be a whole number, got ${shown(seed)}`);
  return { batchSize, seed, step: checkedCount(who, "step", step) };
}

/** The draws that all sequences of a batch share, such as their length. */
export const batchRandom = ({ seed, step }: Batch): Random => seeded(seed, step);

/** A whole number from `least` to `most`, all equally likely. */
export const between = (least: number, most: number, random: Random): number =>
  least + random.integer(most - least + 1);

export interface Layout extends TaskSizes {
  /** T */
  steps: number;
  /** How many steps at the end count. */
  scored: number;
}

/**
 * Lets `write` fill each sequence's inputs `[T, I]` and targets `[T, O]`, zeros at first, with draws of its own: a sequence
 * does not depend on how many there are.
 */
export function writeBatch(
  { batchSize: B, seed, step }: Batch,
  { steps: T, inputSize: I, outputSize: O, scored }: Layout,
  write: (inputs: Float32Array, targets: Float32Array, random: Random) => void,
): TaskBatch {
  const inputs = new Float32Array(B * T * I);
  const targets = new Float32Array(B * T * O);
  for (let b = 0; b < B; b++) {
    const own = seeded(seed, step, b + 1);
    write(inputs.subarray(b * T * I, (b + 1) * T * I), targets.subarray(b * T * O, (b + 1) * T * O), own);
  }
  const mask = Float32Array.from({ length: B * T }, (_, i) => (i % T >= T - scored ? 1 : 0));
  return {
    inputs: tf.tensor3d(inputs, [B, T, I]),
    targets: tf.tensor3d(targets, [B, T, O]),
    mask: tf.tensor2d(mask, [B, T]),
  };
}

/** `count` fair bits. */
export const fairBits = (count: number, random: Random): Float32Array =>
  Float32Array.from({ length: count }, () => random.bits() >>> 31);

/** Puts vectors of `width` numbers into the rows of `out`, which has `columns`, from row `first`. */
export function putRows(vectors: Float32Array, width: number, out: Float32Array, columns: number, first: number): void {
  for (let i = 0; i * width < vectors.length; i++) {
    out.set(vectors.subarray(i * width, (i + 1) * width), (first + i) * columns);
  }
}
