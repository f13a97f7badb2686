import { ConfigError, checkedCount, checkedOptions, shown } from "@attn/core";
import {
  type BatchOptions,
  batchNames,
  checkedBatch,
  fairBits,
  putRows,
  type TaskBatch,
  type TaskSizes,
  writeBatch,
} from "./batch";

export interface PrioritySortOptions extends BatchOptions {
  /** Of a vector; 8 by default. */
  bits?: number;
  /** Vectors given; 20 by default, as in the paper. */
  length?: number;
  /** Vectors expected, at most `length`; 16 by default, as in the paper. */
  highest?: number;
}

/**
 * The priority sort task (§4.5): given random vectors, each with a priority from [−1, 1), give those of the highest
 * priorities, the highest first. T = length + highest + 2: a start marker, the vectors with their priorities, an end
 * marker, and `highest` empty steps that count. I = bits + 3 (the bits, the priority, the start marker, the end marker),
 * O = bits.
 *
 * @returns tensors that the caller disposes
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function prioritySort(options: PrioritySortOptions = {}): TaskBatch {
  const { batch, bits, length, highest } = checked("prioritySort", options);
  const I = bits + 3;
  const layout = { steps: length + highest + 2, inputSize: I, outputSize: bits, scored: highest };
  return writeBatch(batch, layout, (inputs, targets, random) => {
    const vectors = fairBits(length * bits, random);
    const priorities = Float32Array.from({ length }, () => random.uniform(-1, 1));
    inputs[bits + 1] = 1;
    putRows(vectors, bits, inputs, I, 1);
    putRows(priorities, 1, inputs.subarray(bits), I, 1);
    inputs[(length + 1) * I + bits + 2] = 1;
    const order = Array.from(priorities.keys()).sort((i, j) => priorities[j]! - priorities[i]!);
    order.slice(0, highest).forEach((i, rank) => {
      putRows(vectors.subarray(i * bits, (i + 1) * bits), bits, targets, bits, length + 2 + rank);
    });
  });
}

export function prioritySortSizes(who: string, options: PrioritySortOptions): TaskSizes {
  const { bits } = checked(who, options);
  return { inputSize: bits + 3, outputSize: bits };
}

function checked(who: string, options: PrioritySortOptions) {
  const {
    bits = 8,
    length = 20,
    highest = 16,
  } = checkedOptions(who, options, ["bits", "length", "highest", ...batchNames]);
  checkedCount(who, "bits", bits, 1);
  checkedCount(who, "length", length, 1);
  if (checkedCount(who, "highest", highest, 1) > length) {
    throw new ConfigError(`${who}: highest must be at most length, ${length}, got ${shown(highest)}`);
  }
  return { batch: checkedBatch(who, options), bits, length, highest };
}
