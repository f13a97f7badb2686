import { checkedCount, checkedOptions } from "@attn/core";
import {
  type BatchOptions,
  batchNames,
  batchRandom,
  between,
  checkedBatch,
  fairBits,
  putRows,
  type TaskBatch,
  type TaskSizes,
  writeBatch,
} from "./batch";

export interface RepeatCopyOptions extends BatchOptions {
  /** Of a vector; 6 by default, which gives the paper's counts of parameters. */
  bits?: number;
  /** Fewest vectors; 1 by default, as in the paper. */
  minLength?: number;
  /** Most vectors; 10 by default, as in the paper. */
  maxLength?: number;
  /** Fewest repeats; 1 by default, as in the paper. */
  minRepeats?: number;
  /** Most repeats; 10 by default, as in the paper. */
  maxRepeats?: number;
}

/** Mean and deviation of the paper's counts in training, 1 to 10: fixed, so that a count is the same number in any range. */
const [MEAN, DEVIATION] = [5.5, Math.sqrt(8.25)];

/**
 * The repeat copy task (§4.2): give a sequence back several times, then say that it is over. With a length L and R repeats,
 * drawn anew for each batch, T = L R + L + 3: a start marker, L vectors, the count, and L R + 1 empty steps that count. I =
 * bits + 2 (the bits, the start marker, the count as (R − 5.5) / √8.25), O = bits + 1 (the bits, the end marker, which is
 * expected at the last step alone).
 *
 * @returns tensors that the caller disposes
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function repeatCopy(options: RepeatCopyOptions = {}): TaskBatch {
  const { batch, bits, minLength, maxLength, minRepeats, maxRepeats } = checked("repeatCopy", options);
  const shared = batchRandom(batch);
  const L = between(minLength, maxLength, shared);
  const R = between(minRepeats, maxRepeats, shared);
  const [I, O] = [bits + 2, bits + 1];
  const layout = { steps: L * R + L + 3, inputSize: I, outputSize: O, scored: L * R + 1 };
  return writeBatch(batch, layout, (inputs, targets, random) => {
    const vectors = fairBits(L * bits, random);
    inputs[bits] = 1;
    putRows(vectors, bits, inputs, I, 1);
    inputs[(L + 1) * I + bits + 1] = (R - MEAN) / DEVIATION;
    for (let r = 0; r < R; r++) putRows(vectors, bits, targets, O, L + 2 + r * L);
    targets[targets.length - 1] = 1;
  });
}

export function repeatCopySizes(who: string, options: RepeatCopyOptions): TaskSizes {
  const { bits } = checked(who, options);
  return { inputSize: bits + 2, outputSize: bits + 1 };
}

function checked(who: string, options: RepeatCopyOptions) {
  const {
    bits = 6,
    minLength = 1,
    maxLength = 10,
    minRepeats = 1,
    maxRepeats = 10,
  } = checkedOptions(who, options, ["bits", "minLength", "maxLength", "minRepeats", "maxRepeats", ...batchNames]);
  return {
    batch: checkedBatch(who, options),
    bits: checkedCount(who, "bits", bits, 1),
    minLength: checkedCount(who, "minLength", minLength, 1),
    maxLength: checkedCount(who, "maxLength", maxLength, minLength),
    minRepeats: checkedCount(who, "minRepeats", minRepeats, 1),
    maxRepeats: checkedCount(who, "maxRepeats", maxRepeats, minRepeats),
  };
}
