import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ready } from "@attn/core";
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { NTM } from "./ntm";
import { bitErrors, bitsPerSequence, optimalNGramPredictor, type TaskBatch, tasks } from "./tasks";

const trained = (name: string) =>
  NTM.load(readFileSync(fileURLToPath(new URL(`../trained/${name}.safetensors`, import.meta.url))));

/** Wrong bits in each sequence of a batch that the machine has not been trained on. */
function wrong(ntm: NTM, { inputs, targets, mask }: TaskBatch): number {
  return tf.tidy(() => bitErrors(ntm.run(inputs).outputs, targets, mask).dataSync()[0]!);
}

describe("the trained machines", () => {
  beforeAll(() => ready());

  it.each(["copy-lstm", "copy-feedforward"])("%s copies sequences six times as long as any it has seen", (name) => {
    const ntm = trained(name);
    for (const length of [1, 20, 120]) {
      const batch = tasks.copy({ minLength: length, maxLength: length, batchSize: 20, seed: 77 });
      expect(wrong(ntm, batch)).toBe(0);
    }
    ntm.dispose();
  });

  it("repeat-copy-lstm repeats, with one bit in a hundred wrong at most", () => {
    const ntm = trained("repeat-copy-lstm");
    const range = { minLength: 8, maxLength: 8, minRepeats: 8, maxRepeats: 8 };
    const bits = 7 * (8 * 8 + 1);
    expect(wrong(ntm, tasks.repeatCopy({ ...range, batchSize: 50, seed: 77 }))).toBeLessThan(0.01 * bits);
    ntm.dispose();
  });

  it("associative-recall-lstm answers", () => {
    const ntm = trained("associative-recall-lstm");
    const batch = tasks.associativeRecall({ minItems: 6, maxItems: 6, batchSize: 50, seed: 77 });
    expect(wrong(ntm, batch)).toBeLessThan(0.1);
    ntm.dispose();
  });

  it("dynamic-ngrams-lstm predicts nearly as well as can be", () => {
    const ntm = trained("dynamic-ngrams-lstm");
    const batch = tasks.dynamicNGrams({ batchSize: 100, seed: 77 });
    const cost = tf.tidy(
      () => bitsPerSequence(ntm.run(batch.inputs).outputs, batch.targets, batch.mask).dataSync()[0]!,
    );
    const best = tf.tidy(() => {
      const chances = optimalNGramPredictor(batch.inputs);
      return bitsPerSequence(tf.log(tf.div(chances, tf.sub(1, chances))), batch.targets, batch.mask).dataSync()[0]!;
    });
    expect(best).toBeGreaterThan(120);
    expect(cost - best).toBeGreaterThan(0);
    expect(cost - best).toBeLessThan(2);
    ntm.dispose();
  });
});
