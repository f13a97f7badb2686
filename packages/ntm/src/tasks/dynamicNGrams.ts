import { ConfigError, checkedCount, checkedOptions, dims, shown } from "@attn/core";
import { exact, type Random } from "@attn/core/random";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type BatchOptions, batchNames, checkedBatch, type TaskBatch, type TaskSizes, writeBatch } from "./batch";

export interface DynamicNGramsOptions extends BatchOptions {
  /** n, from 2 to 16: a bit depends on the n − 1 before it. 6 by default, as in the paper. */
  order?: number;
  /** Bits of a sequence, from `order`; 200 by default, as in the paper. */
  length?: number;
}

/**
 * The dynamic n-grams task (§4.4): predict the next bit of a source that is new in each sequence: one probability of a 1
 * for each context of order − 1 bits, drawn from Beta(½, ½); the first order − 1 bits are fair. T = length − 1: the input
 * at step t is bit t, the target bit t + 1. The predictions of bits `order` to `length` count: 195 of the paper's 200. I = O = 1.
 *
 * @returns tensors that the caller disposes
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function dynamicNGrams(options: DynamicNGramsOptions = {}): TaskBatch {
  const { batch, order, length } = checked("dynamicNGrams", options);
  const layout = { steps: length - 1, inputSize: 1, outputSize: 1, scored: length - order + 1 };
  return writeBatch(batch, layout, (inputs, targets, random) => {
    const table = Float64Array.from({ length: 2 ** (order - 1) }, () => arcsine(random));
    const bits = new Float32Array(length);
    for (let t = 0, context = 0; t < length; t++) {
      bits[t] = random.uniform() < (t < order - 1 ? 0.5 : table[context]!) ? 1 : 0;
      context = shifted(context, bits[t]!, order);
    }
    inputs.set(bits.subarray(0, -1));
    targets.set(bits.subarray(1));
  });
}

/**
 * The best that can be known of the next bit: P(1) = (N1 + ½) / (N1 + N0 + 1), where N1 and N0 count what followed the
 * same context earlier in the sequence (§4.4). Where the context is not whole, ½.
 *
 * @param inputs bits `[B, T, 1]`, of `dynamicNGrams`
 * @param options `order`, from 2 to 16, of the source; 6 by default
 * @returns probabilities `[B, T, 1]` of the bit after each
 * @throws ConfigError for an unknown option, or an order out of its range
 */
export function optimalNGramPredictor(inputs: Tensor, options: { order?: number } = {}): Tensor {
  const who = "optimalNGramPredictor";
  const { B, T } = dims(who, { inputs: [inputs, "B T 1"] }) as { B: number; T: number };
  const { order = 6 } = checkedOptions(who, options, ["order"]);
  checkOrder(who, order);
  const bits = inputs.dataSync();
  const out = new Float32Array(B * T);
  for (let b = 0; b < B; b++) predict(bits.subarray(b * T, (b + 1) * T) as Float32Array, order, out.subarray(b * T));
  return tf.tensor3d(out, [B, T, 1]);
}

function predict(bits: Float32Array, order: number, out: Float32Array): void {
  const counts = new Float64Array(2 ** order); // of zeros and ones, by the context and the bit after it
  for (let t = 0, context = 0; t < bits.length; t++) {
    const bit = bits[t]! > 0.5 ? 1 : 0;
    if (t >= order - 1) counts[2 * context + bit]!++;
    context = shifted(context, bit, order);
    const [n0, n1] = [counts[2 * context]!, counts[2 * context + 1]!];
    out[t] = t < order - 2 ? 0.5 : (n1 + 0.5) / (n1 + n0 + 1);
  }
}

export function dynamicNGramsSizes(who: string, options: DynamicNGramsOptions): TaskSizes {
  checked(who, options);
  return { inputSize: 1, outputSize: 1 };
}

function checked(who: string, options: DynamicNGramsOptions) {
  const { order = 6, length = 200 } = checkedOptions(who, options, ["order", "length", ...batchNames]);
  checkOrder(who, order);
  return { batch: checkedBatch(who, options), order, length: checkedCount(who, "length", length, order) };
}

function checkOrder(who: string, order: number): void {
  if (!(Number.isInteger(order) && order >= 2 && order <= 16)) {
    throw new ConfigError(`${who}: order must be a whole number from 2 to 16, got ${shown(order)}`);
  }
}

/** A draw from Beta(½, ½). */
const arcsine = (random: Random): number => exact.sin((Math.PI / 2) * random.uniform()) ** 2;

/** The context after one more bit. */
const shifted = (context: number, bit: number, order: number): number =>
  ((context << 1) | bit) & (2 ** (order - 1) - 1);
