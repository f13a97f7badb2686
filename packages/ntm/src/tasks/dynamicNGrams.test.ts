import "@tensorflow/tfjs-backend-cpu";
import { ready } from "@attn/core";
import { expectClose } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bitsPerSequence, optimalNGramPredictor, tasks } from "./index";
import { lists } from "./taskTests";

beforeAll(() => ready({ backend: "cpu" }));

describe("dynamicNGrams", () => {
  it("expects each bit a step before it is shown, and scores 195 of 200", () => {
    const { inputs, targets, mask } = lists(tasks.dynamicNGrams({ batchSize: 2 }));
    for (const b of [0, 1]) {
      expect(inputs[b]).toHaveLength(199);
      expect(inputs[b]!.slice(1)).toEqual(targets[b]!.slice(0, -1));
      expect(mask[b]).toEqual([...new Array(4).fill(0), ...new Array(195).fill(1)]);
    }
  });

  it("draws the probability after each context from Beta(1/2, 1/2), anew for each sequence", () => {
    const { inputs, targets } = lists(tasks.dynamicNGrams({ order: 2, length: 2001, batchSize: 400 }));
    const shares = inputs.map((rows, b) => {
      const after = targets[b]!.filter((_, t) => rows[t]![0] === 1).map((row) => row[0]!);
      return after.length > 100 ? after.reduce((a, x) => a + x, 0) / after.length : undefined;
    });
    const known = shares.filter((share) => share !== undefined);
    const below = (p: number) => known.filter((share) => share < p).length / known.length;
    // The context was seen often enough in most sequences; those that lack it have low probabilities after either.
    expect(known.length).toBeGreaterThan(330);
    for (const p of [0.25, 0.5, 0.75]) {
      expect(Math.abs(below(p) - (2 / Math.PI) * Math.asin(Math.sqrt(p)))).toBeLessThan(0.12);
    }
  });

  it("begins with fair bits", () => {
    const { inputs } = lists(tasks.dynamicNGrams({ batchSize: 2000, length: 6 }));
    const first = inputs.flatMap((rows) => rows.map((row) => row[0]!));
    expect(first.reduce((a, x) => a + x, 0) / first.length).toBeCloseTo(0.5, 1);
  });
});

describe("optimalNGramPredictor", () => {
  it("counts what followed the same context, by hand", () => {
    const p = optimalNGramPredictor(tf.tensor3d([0, 1, 0, 1, 0, 0, 1], [1, 7, 1]), { order: 2 });
    const after = [1 / 2, 1 / 2, 1.5 / 2, 0.5 / 2, 2.5 / 3, 2.5 / 4, 0.5 / 3];
    expectClose(p, tf.tensor3d(after, [1, 7, 1]));
  });

  it("knows nothing before the context is whole, and starts anew with each sequence", () => {
    const { inputs } = tasks.dynamicNGrams({ batchSize: 3, step: 2 });
    const p = optimalNGramPredictor(inputs);
    expectClose(tf.slice(p, [0, 0, 0], [3, 5, 1]), tf.fill([3, 5, 1], 0.5));
    const last = optimalNGramPredictor(tf.slice(inputs, [2, 0, 0], [1, 199, 1]));
    expectClose(last, tf.slice(p, [2, 0, 0], [1, 199, 1]));
  });

  it("costs 128 bits on average", () => {
    const costs = Array.from({ length: 6 }, (_, step) => {
      const { inputs, targets, mask } = tasks.dynamicNGrams({ batchSize: 1500, step });
      const p = optimalNGramPredictor(inputs);
      return bitsPerSequence(tf.log(tf.div(p, tf.sub(1, p))), targets, mask).dataSync()[0]!;
    });
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    expect(Math.abs(mean - 128)).toBeLessThan(1); // such a mean's own deviation is 0.4
  });

  it("refuses what is no sequence of bits, and orders that it cannot count", () => {
    const inputs = tf.zeros([1, 4, 1]);
    expect(() => optimalNGramPredictor(tf.zeros([4, 1]))).toThrow(
      "optimalNGramPredictor: inputs must be [B=4, T=1, 1], got [4, 1]",
    );
    expect(() => optimalNGramPredictor(inputs, { order: 1 })).toThrow(
      "optimalNGramPredictor: order must be a whole number from 2 to 16, got 1",
    );
    expect(() => optimalNGramPredictor(inputs, null as never)).toThrow(/options must be an object of order, got null$/);
  });
});
