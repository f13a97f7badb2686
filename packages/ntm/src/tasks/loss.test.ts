import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { ShapeError } from "@attn/core";
import { expectClose, expectGradient, onEveryBackend, random } from "@attn/core/testing";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { bitErrors, bitsPerSequence, maskedLoss } from "./index";

const value = (x: Tensor) => x.dataSync()[0]!;

const example = () => ({
  logits: random([3, 5, 2], 1, 3),
  targets: tf.cast(tf.greater(random([3, 5, 2], 2), 0), "float32"),
  mask: tf.tensor2d([0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1], [3, 5]),
});

onEveryBackend("the tasks' losses", () => {
  it("sum what the scored bits cost, by hand", () => {
    const logits = tf.tensor3d([9, 9, 0, Math.log(3), 0, 0, 0, 0], [2, 2, 2]);
    const targets = tf.tensor3d([0, 0, 1, 1, 0, 0, 1, 0], [2, 2, 2]);
    const mask = tf.tensor2d([0, 1, 0, 1], [2, 2]);
    const nats = (Math.log(2) + Math.log(4 / 3) + 2 * Math.log(2)) / 2;
    expectClose(maskedLoss(logits, targets, mask), [nats]);
    expectClose(bitsPerSequence(logits, targets, mask), [nats / Math.LN2]);
    expect(value(bitErrors(logits, targets, mask))).toBe(1); // a logit of 0 says 0: one wrong in each sequence
  });

  it("agree with tfjs's sigmoid cross-entropy", () => {
    const { logits, targets, mask } = example();
    const each = tf.losses.sigmoidCrossEntropy(targets, logits, undefined, 0, tf.Reduction.NONE);
    expectClose(maskedLoss(logits, targets, mask), tf.div(tf.sum(tf.mul(each, tf.expandDims(mask, 2))), 3));
  });

  it("are finite and right where a sigmoid is 0 or 1", () => {
    const logits = tf.tensor3d([200, -200, 200, -200], [1, 2, 2]);
    const targets = tf.tensor3d([1, 0, 0, 1], [1, 2, 2]);
    expectClose(maskedLoss(logits, targets, tf.ones([1, 2])), [400]);
    const sure = tf.tensor3d([15, 20, 90, 10], [1, 4, 1]);
    const cost = value(maskedLoss(sure, tf.onesLike(sure), tf.tensor2d([[1, 1, 1, 0]])));
    expect(Math.abs(cost / (Math.log1p(Math.exp(-15)) + Math.exp(-20)) - 1)).toBeLessThan(1e-5);
    const gradient = tf.grad((x) => maskedLoss(x, targets, tf.ones([1, 2])))(logits);
    expectClose(gradient, tf.tensor3d([0, 0, 1, -1], [1, 2, 2]));
  });

  it("have the gradient of the difference between what is said and what is so", () => {
    const { logits, targets, mask } = example();
    expectGradient((x: Tensor) => maskedLoss(x, targets, mask), [logits]);
    expectGradient((x: Tensor) => bitsPerSequence(x, targets, mask), [logits]);
    const gradient = tf.grad((x) => maskedLoss(x, targets, mask))(logits);
    const wanted = tf.mul(tf.sub(tf.sigmoid(logits), targets), tf.div(tf.expandDims(mask, 2), 3));
    expectClose(gradient, wanted);
  });

  it("take targets and a mask that are made where the loss is", () => {
    const { logits, targets, mask } = example();
    const gradient = tf.grad((x) => maskedLoss(x, tf.add(targets, 0), tf.add(mask, 0)))(logits);
    expectClose(gradient, tf.grad((x) => maskedLoss(x, targets, mask))(logits));
  });

  it("have a second derivative", () => {
    const { logits, targets, mask } = example();
    expectGradient((x: Tensor) => tf.grad((y) => maskedLoss(y, targets, mask))(x), [logits]);
  });

  it("count wrong bits", () => {
    const { logits, targets, mask } = example();
    const [x, z, m] = [logits.dataSync(), targets.dataSync(), mask.dataSync()];
    const wrong = Array.from(x, (logit, i) => m[i >> 1]! * Number(logit > 0 !== (z[i] === 1)));
    expectClose(bitErrors(logits, targets, mask), [wrong.reduce((a, b) => a + b, 0) / 3]);
  });

  it.each([
    ["maskedLoss", maskedLoss],
    ["bitsPerSequence", bitsPerSequence],
    ["bitErrors", bitErrors],
  ] as [string, (...xs: Tensor[]) => Scalar][])("%s refuses shapes that do not fit", (who, f) => {
    const { logits, targets, mask } = example();
    expect(() => f(logits, tf.zeros([3, 5, 1]), mask)).toThrow(
      new ShapeError(`${who}: targets must be [B=3, T=5, O=2], got [3, 5, 1]`),
    );
    expect(() => f(logits, targets, tf.zeros([5, 3]))).toThrow(
      new ShapeError(`${who}: mask must be [B=3, T=5], got [5, 3]`),
    );
    const none = tf.zeros([0, 5, 2]);
    expect(() => f(none, none, tf.zeros([0, 5]))).toThrow(`${who}: logits must not be empty, got [0, 5, 2]`);
  });

  it("leave no tensors but their results", () => {
    const { logits, targets, mask } = example();
    const before = tf.memory().numTensors;
    for (const f of [maskedLoss, bitsPerSequence, bitErrors]) f(logits, targets, mask).dispose();
    const { value, grad } = tf.valueAndGrad((x) => maskedLoss(x, targets, mask))(logits);
    tf.dispose([value, grad]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
