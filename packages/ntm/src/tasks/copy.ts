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

export interface CopyOptions extends BatchOptions {
  /** Of a vector; 8 by default, as in the paper. */
  bits?: number;
  /** Fewest vectors; 1 by default, as in the paper. */
  minLength?: number;
  /** Most vectors; 20 by default, as in the paper. */
  maxLength?: number;
}

/**
 * The copy task (§4.1): remember a sequence of random vectors, then give it back. With a length L, drawn anew for each
 * batch, T = 2 L + 2: a start marker, L vectors, an end marker, and L empty steps that count. I = bits + 2 (the bits, the
 * start marker, the end marker), O = bits.
 *
 * @returns tensors that the caller disposes
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function copy(options: CopyOptions = {}): TaskBatch {
  const { batch, bits, minLength, maxLength } = checked("copy", options);
  const L = between(minLength, maxLength, batchRandom(batch));
  const I = bits + 2;
  const layout = { steps: 2 * L + 2, inputSize: I, outputSize: bits, scored: L };
  return writeBatch(batch, layout, (inputs, targets, random) => {
    const vectors = fairBits(L * bits, random);
    inputs[bits] = 1;
    putRows(vectors, bits, inputs, I, 1);
    inputs[(L + 1) * I + bits + 1] = 1;
    putRows(vectors, bits, targets, bits, L + 2);
  });
}

export function copySizes(who: string, options: CopyOptions): TaskSizes {
  const { bits } = checked(who, options);
  return { inputSize: bits + 2, outputSize: bits };
}

function checked(who: string, options: CopyOptions) {
  const {
    bits = 8,
    minLength = 1,
    maxLength = 20,
  } = checkedOptions(who, options, ["bits", "minLength", "maxLength", ...batchNames]);
  return {
    batch: checkedBatch(who, options),
    bits: checkedCount(who, "bits", bits, 1),
    minLength: checkedCount(who, "minLength", minLength, 1),
    maxLength: checkedCount(who, "maxLength", maxLength, minLength),
  };
}
