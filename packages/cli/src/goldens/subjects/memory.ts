import { address, circularShift, contentWeights, eraseAdd, interpolate, readMemory, sharpen } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type MakeSubject, subject } from "../subject";

/** The Neural Turing Machine's operators on a memory. */
export const memorySubjects: Record<string, MakeSubject<unknown>> = {
  ntm_cosine: subject(() => ({
    run: ({ key, memory }) => ({ similarity: similarity(key!, memory!) }),
  })),

  ntm_content_addressing: subject(() => ({
    run: ({ key, beta, memory }) => ({ w_c: contentWeights(key!, beta!, memory!) }),
  })),

  ntm_interpolate: subject(() => ({
    run: ({ w_c, w_prev, g }) => ({ w_g: interpolate(w_c!, w_prev!, g!) }),
  })),

  ntm_shift: subject(() => ({
    run: ({ w_g, s }) => ({ w_shifted: circularShift(w_g!, s!) }),
  })),

  ntm_sharpen: subject(() => ({
    run: ({ w_shifted, gamma }) => ({ w: sharpen(w_shifted!, gamma!) }),
  })),

  /** The steps one by one, and all in one kernel. */
  ntm_address: subject(() => ({
    run: ({ key, beta, g, s, gamma, memory, w_prev }) => {
      const w_c = contentWeights(key!, beta!, memory!);
      const w_g = interpolate(w_c, w_prev!, g!);
      const w_shifted = circularShift(w_g, s!);
      const head = { key: key!, beta: beta!, gate: g!, shift: s!, gamma: gamma! };
      return { w_c, w_g, w_shifted, w: address(head, memory!, w_prev!) };
    },
  })),

  ntm_read: subject(() => ({
    run: ({ memory, w }) => ({ read: readMemory(memory!, w!) }),
  })),

  ntm_write: subject(() => ({
    run: ({ memory, w, erase, add }) => ({ memory_out: eraseAdd(memory!, w!, erase!, add!) }),
  })),
};

/**
 * The cosines that `contentWeights` weighs by: with β = 1, the logarithm of a slot's weight over that of a slot of zeros,
 * whose cosine is 0.
 */
function similarity(key: Tensor, memory: Tensor): Tensor {
  const [B, N, W] = memory.shape as [number, number, number];
  const weights = contentWeights(key, tf.ones([B]), tf.concat([memory, tf.zeros([B, 1, W])], 1));
  const logs = tf.log(weights);
  return tf.sub(tf.slice(logs, [0, 0], [B, N]), tf.slice(logs, [0, N], [B, 1]));
}
