import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose } from "../testing";
import { onEveryVariant } from "./oracle";

onEveryVariant("Identity", () => {
  it("is the same data, which lives until the last tensor of it is disposed", () => {
    const x = tf.tensor1d([1, 2, 3]);
    const before = tf.memory().numDataBuffers;
    const copy = tf.clone(x);
    expect(tf.memory().numDataBuffers).toBe(before);
    x.dispose();
    expectClose(copy, [1, 2, 3]);
    copy.dispose();
    expect(tf.memory().numDataBuffers).toBe(before - 1);
  });

  it("keeps a copy of a variable when the variable changes", () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const copy = tf.clone(variable);
    variable.assign(tf.tensor1d([3, 4]));
    expectClose(copy, [1, 2]);
    expectClose(variable, [3, 4]);
    tf.dispose([variable, copy]);
  });

  it("takes strings, integers and empty tensors", () => {
    for (const x of [tf.tensor1d(["a", "b"]), tf.tensor1d([1, 2], "int32"), tf.zeros([0, 3])]) {
      const copy = tf.clone(x);
      expect(copy.dtype).toBe(x.dtype);
      expect(copy.shape).toEqual(x.shape);
      expect(copy.arraySync()).toEqual(x.arraySync());
      tf.dispose([x, copy]);
    }
  });
});
