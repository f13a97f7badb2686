import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend, random } from "../../testing";
import { behavesAsAnOperator, between, expectAddress, forAny, staysFinite } from "../memoryTests";
import { contentWeights } from "./contentWeights";
import { contentWeightsReference } from "./contentWeights.reference";

onEveryBackend("contentWeights", () => {
  it("finds the slots that are like the key, by hand", () => {
    const memory = tf.tensor3d([1, 2, 3, 4, 5, 6, 0, 1], [1, 4, 2]);
    const weights = contentWeights(tf.tensor2d([[1, 1]]), tf.tensor1d([2]), memory);
    expectClose(weights, [0.26302705, 0.28565628, 0.28907226, 0.1622444], 1e-6);
  });

  it.each(goldens("ntm_ops").filter(({ op }) => op === "ntm_content_addressing"))("agrees with $name", (golden) => {
    expectGolden(golden, ["key", "beta", "memory"], "w_c", contentWeights);
  });

  behavesAsAnOperator({
    op: contentWeights as never,
    reference: contentWeightsReference as never,
    // words of one number have a length from 0.5: a gradient grows as words shrink, and rounding with it
    args: ({ B, N, W }, seed) => [
      between(0.5, 2, [B, W], seed),
      between(0.5, 4, [B], seed + 1),
      tf.mul(between(0.5, 2, [B, N, W], seed + 2), tf.sign(random([B, N, W], seed + 3))),
    ],
  });

  it("makes an address that does not depend on lengths", () => {
    forAny(({ B, N, W }, seed) => {
      const [key, memory, beta] = [random([B, W], seed), random([B, N, W], seed + 1), between(0, 50, [B], seed + 2)];
      const weights = contentWeights(key, beta, memory);
      expectAddress(weights);
      expectClose(contentWeights(tf.mul(key, 4), beta, tf.mul(memory, 0.5)), weights); // powers of 2 do not round
    });
  });

  it("weighs all slots alike for a key or a memory of zeros, and for beta 0", () => {
    const [key, memory, ones] = [random([2, 3]), random([2, 5, 3]), tf.ones([2])];
    const even = tf.fill([2, 5], 0.2);
    expectClose(contentWeights(tf.zeros([2, 3]), ones, memory), even, 1e-7);
    expectClose(contentWeights(key, ones, tf.zeros([2, 5, 3])), even, 1e-7);
    expectClose(contentWeights(key, tf.zeros([2]), memory), even, 1e-7);
  });

  it.each([0, 1, 100])("is finite for zeros and tiny words, its gradients too, with beta %i", (beta) => {
    const key = tf.tensor2d([0, 0, 0, 1, 2, 3, 1e-6, 0, 0, 1e-30, 1e-30, 0], [4, 3]);
    const row = tf.tensor2d([0, 0, 0, 1e-6, 1e-6, 1e-6, 1e-25, 0, 0, 1, 2, 3, 0, 0, 0], [5, 3]);
    const memory = tf.tile(tf.expandDims(row, 0), [4, 1, 1]);
    const betas = tf.fill([4], beta);
    staysFinite(contentWeights as never, [key, betas, memory]);
    expectClose(contentWeights(key, betas, memory), contentWeightsReference(key, betas, memory));
  });

  it("has the gradient of the reference where a norm is zero", () => {
    const memory = tf.mul(random([2, 3, 4]), tf.tensor3d([0, 1, 1], [1, 3, 1]));
    const key = tf.mul(random([2, 4], 2), tf.tensor2d([0, 1], [2, 1]));
    const slopes = (f: (...xs: tf.Tensor[]) => tf.Tensor) =>
      tf.grads(f)([key, tf.fill([2], 2), memory], random([2, 3], 3));
    const theirs = slopes(contentWeightsReference as never);
    slopes(contentWeights as never).forEach((mine, i) => void expectClose(mine, theirs[i]!));
  });

  it("says which argument is wrong, and how", () => {
    const [key, beta, memory] = [tf.zeros([2, 3]), tf.zeros([2]), tf.zeros([2, 5, 3])];
    expect(() => contentWeights(tf.zeros([3]), beta, memory)).toThrow("contentWeights: key must be [B=3, W], got [3]");
    expect(() => contentWeights(key, tf.zeros([2, 1]), memory)).toThrow(
      "contentWeights: beta must be [B=2], got [2, 1]",
    );
    expect(() => contentWeights(key, beta, tf.zeros([2, 5, 4]))).toThrow(
      "contentWeights: memory must be [B=2, N=5, W=3], got [2, 5, 4]",
    );
    expect(() => contentWeights(key, beta, tf.zeros([2, 0, 3]))).toThrow(
      "contentWeights: memory must have N, W from 1, got [2, 0, 3]",
    );
  });
});
