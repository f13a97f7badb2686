import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend, random } from "../../testing";
import { address, behavesAsAnOperator, between, expectAddress, forAny } from "../memoryTests";
import { interpolate } from "./interpolate";
import { interpolateReference } from "./interpolate.reference";

onEveryBackend("interpolate", () => {
  it("goes a part of the way, by hand", () => {
    const content = tf.tensor2d([0.26302705, 0.28565628, 0.28907226, 0.1622444], [1, 4]);
    const previous = tf.tensor2d([0.1, 0.6, 0.2, 0.1], [1, 4]);
    const expected = [0.14890812, 0.50569688, 0.22672168, 0.11867332];
    expectClose(interpolate(content, previous, tf.tensor1d([0.3])), expected, 1e-7);
  });

  it.each(goldens("ntm_ops").filter(({ op }) => op === "ntm_interpolate"))("agrees with $name", (golden) => {
    expectGolden(golden, ["w_c", "w_prev", "g"], "w_g", interpolate);
  });

  behavesAsAnOperator({
    op: interpolate as never,
    reference: interpolateReference as never,
    args: ({ B, N }, seed) => [address([B, N], seed), address([B, N], seed + 1), between(0, 1, [B], seed + 2)],
  });

  it("ignores the content at gate 0 and the previous at gate 1", () => {
    forAny(({ B, N }, seed) => {
      const [content, previous] = [random([B, N], seed), random([B, N], seed + 1)];
      expectClose(interpolate(content, previous, tf.zeros([B])), previous, 0.5e-7);
      expectClose(interpolate(content, previous, tf.ones([B])), content, 0.5e-7);
    });
  });

  it("makes an address of two", () => {
    forAny(({ B, N }, seed) => {
      const [content, previous] = [address([B, N], seed), address([B, N], seed + 1)];
      expectAddress(interpolate(content, previous, between(0, 1, [B], seed)));
    });
  });

  it("says which argument is wrong, and how", () => {
    const [w, gate] = [tf.zeros([2, 4]), tf.zeros([2])];
    expect(() => interpolate(tf.zeros([4]), w, gate)).toThrow("interpolate: content must be [B=4, N], got [4]");
    expect(() => interpolate(w, tf.zeros([2, 3]), gate)).toThrow(
      "interpolate: previous must be [B=2, N=4], got [2, 3]",
    );
    expect(() => interpolate(w, w, tf.zeros([2, 1]))).toThrow("interpolate: gate must be [B=2], got [2, 1]");
    expect(() => interpolate(tf.zeros([2, 0]), tf.zeros([2, 0]), gate)).toThrow(
      "interpolate: content must have N from 1, got [2, 0]",
    );
  });
});
