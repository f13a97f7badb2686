import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend, random } from "../../testing";
import { address, behavesAsAnOperator, between } from "../memoryTests";
import { eraseAdd } from "./eraseAdd";
import { eraseAddReference } from "./eraseAdd.reference";

onEveryBackend("eraseAdd", () => {
  it("erases and adds, by hand", () => {
    const memory = tf.tensor3d([1, 2, 3, 4, 5, 6, 0, 1], [1, 4, 2]);
    const weights = tf.tensor2d([[0.08160974, 0.63811418, 0.23317102, 0.04710505]]);
    const written = eraseAdd(memory, weights, tf.tensor2d([[0.5, 1]]), tf.tensor2d([[0.25, -1]]));
    const expected = [0.97959756, 1.75517077, 2.20235727, 0.80942909, 4.4753652, 4.36780285, 0.01177626, 0.90578989];
    expectClose(written, tf.tensor3d(expected, [1, 4, 2]), 1e-6);
  });

  it.each(goldens("ntm_ops").filter(({ op }) => op === "ntm_write"))("agrees with $name", (golden) => {
    expectGolden(golden, ["memory", "w", "erase", "add"], "memory_out", eraseAdd);
  });

  describe("with one head", () => {
    behavesAsAnOperator({
      op: eraseAdd as never,
      reference: eraseAddReference as never,
      args: ({ B, N, W }, seed) => [
        random([B, N, W], seed),
        address([B, N], seed + 1),
        between(0, 1, [B, W], seed + 2),
        random([B, W], seed + 3),
      ],
    });
  });

  describe("with several heads", () => {
    behavesAsAnOperator({
      op: eraseAdd as never,
      reference: eraseAddReference as never,
      args: ({ B, N, W, heads }, seed) => [
        random([B, N, W], seed),
        address([B, heads, N], seed + 1),
        between(0, 1, [B, heads, W], seed + 2),
        random([B, heads, W], seed + 3),
      ],
    });

    it("erases with all before it adds with any", () => {
      const memory = tf.tensor3d([8], [1, 1, 1]);
      const [weights, erase, add] = [
        [1, 1],
        [0.5, 0.75],
        [10, 20],
      ].map((x) => tf.tensor3d(x, [1, 2, 1]));
      expectClose(eraseAdd(memory, weights!, erase!, add!), [31]); // 8 · 0.5 · 0.25 + 10 + 20
    });

    it("does not divide by what a head leaves: a slot may be erased wholly", () => {
      const memory = random([1, 3, 2]);
      const weights = tf.tensor3d([1, 0, 0.5, 1, 1, 0.5], [1, 2, 3]);
      const [erase, add] = [tf.ones([1, 2, 2]), tf.zeros([1, 2, 2])];
      const slopes = (f: typeof eraseAdd) => tf.grads(f as never)([memory, weights, erase, add], random([1, 3, 2], 2));
      const theirs = slopes(eraseAddReference);
      slopes(eraseAdd).forEach((mine, i) => void expectClose(mine, theirs[i]!));
    });
  });

  it("leaves the memory that it is given as it is, and slots without weight too", () => {
    const memory = random([1, 3, 2]);
    const before = memory.dataSync().slice();
    const written = eraseAdd(memory, tf.tensor2d([[0, 1, 0]]), tf.ones([1, 2]), tf.fill([1, 2], 7));
    expectClose(memory, before);
    expectClose(written, [before[0]!, before[1]!, 7, 7, before[4]!, before[5]!], 0.5e-7);
  });

  it("says which argument is wrong, and how", () => {
    const [memory, word] = [tf.zeros([2, 5, 3]), tf.zeros([2, 3])];
    const weights = tf.zeros([2, 5]);
    expect(() => eraseAdd(tf.zeros([5, 3]), weights, word, word)).toThrow(
      "eraseAdd: memory must be [B=5, N=3, W], got [5, 3]",
    );
    expect(() => eraseAdd(memory, tf.zeros([2, 4]), word, word)).toThrow(
      "eraseAdd: weights must be [B=2, N=5], got [2, 4]",
    );
    expect(() => eraseAdd(memory, weights, tf.zeros([2, 4]), word)).toThrow(
      "eraseAdd: erase must be [B=2, W=3], got [2, 4]",
    );
    expect(() => eraseAdd(memory, tf.zeros([2, 4, 5]), tf.zeros([2, 4, 3]), word)).toThrow(
      "eraseAdd: add must be [B=2, heads=4, W=3], got [2, 3]",
    );
    expect(() => eraseAdd(tf.zeros([2, 5, 0]), weights, tf.zeros([2, 0]), tf.zeros([2, 0]))).toThrow(
      "eraseAdd: memory must have N, W from 1, got [2, 5, 0]",
    );
  });
});
