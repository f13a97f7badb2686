import { refusesNonsense } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe } from "vitest";
import * as ntm from "./index";
import * as layers from "./layers";

const batch = { batchSize: 1, seed: 1, step: 1 };

describe("@attn/ntm", () => {
  refusesNonsense(
    { ...ntm, ...ntm.tasks, ...layers },
    {
      associativeRecall: () => [{ ...batch, bits: 2, itemLength: 1, minItems: 2, maxItems: 2 }],
      bitErrors: () => [tf.zeros([1, 2, 3]), tf.zeros([1, 2, 3]), tf.zeros([1, 2])],
      bitsPerSequence: () => [tf.zeros([1, 2, 3]), tf.zeros([1, 2, 3]), tf.zeros([1, 2])],
      copy: () => [{ ...batch, bits: 2, minLength: 1, maxLength: 2 }],
      dynamicNGrams: () => [{ ...batch, order: 2, length: 4 }],
      maskedLoss: () => [tf.zeros([1, 2, 3]), tf.zeros([1, 2, 3]), tf.zeros([1, 2])],
      ntmCell: () => [
        {
          ...{ inputSize: 2, outputSize: 1, controller: { type: "lstm", units: 1, layers: 1 } },
          ...{ memory: { slots: 2, word: 1 }, readHeads: 1, writeHeads: 1, shifts: 1, memoryOrder: "write-first" },
          ...{ keyActivation: "tanh", addActivation: "tanh", initialMemory: "constant", seed: 1, name: "cell" },
        },
      ],
      optimalNGramPredictor: () => [tf.zeros([1, 3, 1]), { order: 2 }],
      prioritySort: () => [{ ...batch, bits: 2, length: 2, highest: 1 }],
      registerNTMCell: () => [],
      repeatCopy: () => [{ ...batch, bits: 2, minLength: 1, maxLength: 1, minRepeats: 1, maxRepeats: 1 }],
      taskSizes: () => ["copy", { ...batch, bits: 2, minLength: 1, maxLength: 2 }],
    },
    { except: ["bytesPerStep", "ntmStep", "runNTM", "scanNTM"] }, // for those who bring weights of their own; they check nothing
  );
});
