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

export interface AssociativeRecallOptions extends BatchOptions {
  /** Of a vector; 6 by default, as in the paper. */
  bits?: number;
  /** Vectors of an item; 3 by default, as in the paper. */
  itemLength?: number;
  /** Fewest items, from 2 (the default, as in the paper). */
  minItems?: number;
  /** Most items; 6 by default, as in the paper. */
  maxItems?: number;
}

/**
 * The associative recall task (§4.3): shown a list of items and then one of them, give the item that came after it. With
 * K items of n vectors, K drawn anew for each batch, T = K (n + 1) + 2 n + 2: each item after an item delimiter, a query
 * delimiter, a random item among the first K − 1, a query delimiter, and n empty steps that count. I = bits + 2 (the bits,
 * the item delimiter, the query delimiter), O = bits.
 *
 * Items are not kept from being equal: of six of 18 bits two are in 1 list of 17,000; with few bits an answer may be one of several.
 *
 * @returns tensors that the caller disposes
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function associativeRecall(options: AssociativeRecallOptions = {}): TaskBatch {
  const { batch, bits, itemLength: n, minItems, maxItems } = checked("associativeRecall", options);
  const K = between(minItems, maxItems, batchRandom(batch));
  const I = bits + 2;
  const query = K * (n + 1);
  const layout = { steps: query + 2 * n + 2, inputSize: I, outputSize: bits, scored: n };
  return writeBatch(batch, layout, (inputs, targets, random) => {
    const items = Array.from({ length: K }, () => fairBits(n * bits, random));
    items.forEach((item, k) => {
      inputs[k * (n + 1) * I + bits] = 1;
      putRows(item, bits, inputs, I, k * (n + 1) + 1);
    });
    const asked = random.integer(K - 1);
    inputs[query * I + bits + 1] = 1;
    putRows(items[asked]!, bits, inputs, I, query + 1);
    inputs[(query + n + 1) * I + bits + 1] = 1;
    putRows(items[asked + 1]!, bits, targets, bits, query + n + 2);
  });
}

export function associativeRecallSizes(who: string, options: AssociativeRecallOptions): TaskSizes {
  const { bits } = checked(who, options);
  return { inputSize: bits + 2, outputSize: bits };
}

function checked(who: string, options: AssociativeRecallOptions) {
  const {
    bits = 6,
    itemLength = 3,
    minItems = 2,
    maxItems = 6,
  } = checkedOptions(who, options, ["bits", "itemLength", "minItems", "maxItems", ...batchNames]);
  return {
    batch: checkedBatch(who, options),
    bits: checkedCount(who, "bits", bits, 1),
    itemLength: checkedCount(who, "itemLength", itemLength, 1),
    minItems: checkedCount(who, "minItems", minItems, 2),
    maxItems: checkedCount(who, "maxItems", maxItems, minItems),
  };
}
