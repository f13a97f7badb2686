import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend, random } from "../../testing";
import { address, behavesAsAnOperator, expectAddress, forAny } from "../memoryTests";
import { circularShift } from "./circularShift";
import { circularShiftReference } from "./circularShift.reference";

onEveryBackend("circularShift", () => {
  it("rotates by a distribution over shifts, by hand", () => {
    const gated = tf.tensor2d([0.14890812, 0.50569688, 0.22672168, 0.11867332], [1, 4]);
    const s = tf.tensor2d([0.1, 0.7, 0.2], [1, 3]);
    expectClose(circularShift(gated, s), [0.17854003, 0.40644161, 0.27171188, 0.14330647], 1e-7);
  });

  it("moves up by the last of the shifts, down by the first, around both ends", () => {
    const w = tf.tensor2d([1, 2, 3, 4], [1, 4]);
    expectClose(circularShift(w, tf.tensor2d([[0, 0, 1]])), [4, 1, 2, 3]);
    expectClose(circularShift(w, tf.tensor2d([[1, 0, 0]])), [2, 3, 4, 1]);
    expectClose(circularShift(w, tf.tensor2d([[0, 0, 0, 0, 1]])), [3, 4, 1, 2]);
  });

  it("goes around more than once where there are more shifts than slots", () => {
    const w = tf.tensor2d([1, 2], [1, 2]);
    const s = tf.tensor2d([[0.1, 0, 0, 0, 0, 0, 0.9]]); // by −3 and by 3, which are the same
    expectClose(circularShift(w, s), [2, 1]);
  });

  it.each(goldens("ntm_ops").filter(({ op }) => op === "ntm_shift"))("agrees with $name", (golden) => {
    expectGolden(golden, ["w_g", "s"], "w_shifted", circularShift);
  });

  behavesAsAnOperator({
    op: circularShift as never,
    reference: circularShiftReference as never,
    args: ({ B, N, S }, seed) => [random([B, N], seed), address([B, S], seed + 1)],
  });

  it("is the identity after N shifts by one", () => {
    forAny(({ B, N }, seed) => {
      const w = random([B, N], seed);
      const up = tf.tile(tf.tensor2d([[0, 0, 1]]), [B, 1]);
      let moved: Tensor = w;
      for (let i = 0; i < N; i++) moved = circularShift(moved, up);
      expectClose(moved, w, 0.5e-7);
    });
  });

  it("keeps an address an address", () => {
    forAny(({ B, N, S }, seed) => expectAddress(circularShift(address([B, N], seed), address([B, S], seed + 1))));
  });

  it("says which argument is wrong, and how", () => {
    expect(() => circularShift(tf.zeros([4]), tf.zeros([2, 3]))).toThrow(
      "circularShift: weights must be [B=4, N], got [4]",
    );
    expect(() => circularShift(tf.zeros([2, 4]), tf.zeros([3, 3]))).toThrow(
      "circularShift: s must be [B=2, S=3], got [3, 3]",
    );
    expect(() => circularShift(tf.zeros([2, 4]), tf.zeros([2, 4]))).toThrow(
      "circularShift: s must be [B=2, S] with S odd, got [2, 4]",
    );
    expect(() => circularShift(tf.zeros([2, 0]), tf.zeros([2, 3]))).toThrow(
      "circularShift: weights must have N from 1, got [2, 0]",
    );
  });
});
