import { circularShift, contentWeights, interpolate, sharpen } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Values } from "../values";

export interface AddressParams {
  /** k, as long as a row of the memory. */
  key: number[];
  beta: number;
  gate: number;
  /** s over the shifts −1, 0, 1; need not have the sum 1. */
  shift: number[];
  gamma: number;
  memory: number[][];
  previous: number[];
}

export interface AddressStages {
  content: Values;
  gated: Values;
  shifted: Values;
  sharpened: Values;
  read: Values;
}

/** The four stages of an address (eqs. 5 to 9) and what is read there (eq. 2). */
function address({ key, beta, gate, shift, gamma, memory, previous }: AddressParams): AddressStages {
  return tf.tidy(() => {
    const M = tf.tensor3d([memory]);
    const sum = shift.reduce((a, b) => a + b, 0) || 1;
    const content = contentWeights(tf.tensor2d([key]), tf.tensor1d([beta]), M);
    const gated = interpolate(content, tf.tensor2d([previous]), tf.tensor1d([gate]));
    const shifted = circularShift(gated, tf.tensor2d([shift.map((s) => s / sum)]));
    const sharpened = sharpen(shifted, tf.tensor1d([gamma]));
    const read = tf.matMul(tf.expandDims(sharpened, 1), M);
    const stages = { content, gated, shifted, sharpened, read };
    return Object.fromEntries(
      Object.entries(stages).map(([name, x]) => [name, { shape: [x.size], data: x.dataSync() }]),
    ) as unknown as tf.TensorContainer;
  }) as unknown as AddressStages;
}

export const ntm = { address: { run: address } };
