import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend } from "../../testing";
import { address, behavesAsAnOperator, between, expectAddress, forAny, staysFinite } from "../memoryTests";
import { sharpen } from "./sharpen";
import { sharpenReference } from "./sharpen.reference";

const cases = [...goldens("ntm_ops"), ...goldens("ntm_degenerate")].filter(({ op }) => op === "ntm_sharpen");

onEveryBackend("sharpen", () => {
  it("raises to a power and divides by the sum, by hand", () => {
    const w = tf.tensor2d([0.17854003, 0.40644161, 0.27171188, 0.14330647], [1, 4]);
    const expected = [0.08160974, 0.63811418, 0.23317102, 0.04710505];
    expectClose(sharpen(w, tf.tensor1d([2.5])), expected, 1e-6);
    expectClose(sharpen(tf.tensor2d([0.5, 0.25, 0.25], [1, 3]), tf.tensor1d([2])), [4 / 6, 1 / 6, 1 / 6], 1e-6);
  });

  it.each(cases)("agrees with $name", (golden) => {
    expectGolden(golden, ["w_shifted", "gamma"], "w", sharpen);
  });

  behavesAsAnOperator({
    op: sharpen as never,
    reference: sharpenReference as never,
    args: ({ B, N }, seed) => [tf.add(address([B, N], seed), 0.1), between(1, 4, [B], seed + 1)],
  });

  it("is the identity with gamma 1", () => {
    forAny(({ B, N }, seed) => {
      const w = address([B, N], seed);
      expectClose(sharpen(w, tf.ones([B])), w);
    });
  });

  it("makes an address, whatever the power", () => {
    forAny(({ B, N }, seed) => expectAddress(sharpen(address([B, N], seed), between(1, 60, [B], seed + 1))));
  });

  it.each([1, 1.5, 3, 50])("is finite for zeros, also with gamma %f, and its gradient too", (gamma) => {
    const w = tf.tensor2d([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0.5, 0, 1e-30, 0.5, 1e-20, 1e-42, 1e-38, 0, 0], [4, 5]);
    const gammas = tf.fill([4], gamma);
    staysFinite(sharpen as never, [w, gammas]);
    expectAddress(sharpen(w, gammas));
    expectClose(tf.slice(sharpen(w, gammas), 0, 1), [0.2, 0.2, 0.2, 0.2, 0.2]);
  });

  it("has the gradient of the reference for zeros", () => {
    const w = tf.tensor2d([0, 0.5, 0, 0.3, 0.2, 0, 0, 0, 0, 1], [2, 5]);
    const slope = (f: (...xs: tf.Tensor[]) => tf.Tensor, gamma: number) =>
      tf.grads(f)([w, tf.fill([2], gamma)], tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [2, 5]));
    for (const gamma of [1, 2, 4.5]) {
      const [mine, theirs] = [slope(sharpen as never, gamma), slope(sharpenReference as never, gamma)];
      for (const i of [0, 1]) expectClose(mine[i]!, theirs[i]!);
    }
  });

  it("says which argument is wrong, and how", () => {
    expect(() => sharpen(tf.zeros([4]), tf.zeros([4]))).toThrow("sharpen: weights must be [B=4, N], got [4]");
    expect(() => sharpen(tf.zeros([2, 4]), tf.zeros([3]))).toThrow("sharpen: gamma must be [B=2], got [3]");
    expect(() => sharpen(tf.zeros([2, 0]), tf.zeros([2]))).toThrow("sharpen: weights must have N from 1, got [2, 0]");
  });
});
