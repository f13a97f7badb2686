import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { ShapeError } from "../shapes/errors";
import { expectClose, onEveryBackend } from "../testing";
import { assignWeights } from "./assignWeights";
import { loadSafetensors, saveSafetensors } from "./safetensors";

onEveryBackend("assignWeights", () => {
  const model = () => ({ kernel: tf.variable(tf.zeros([2, 3])), bias: tf.variable(tf.zeros([3])) });

  it("gives each variable the value of its name", () => {
    const weights = model();
    const file = saveSafetensors({ bias: tf.tensor([1, 2, 3]), kernel: tf.ones([2, 3]) });
    const { tensors } = loadSafetensors(file);
    assignWeights(weights, tensors);
    tf.dispose(tensors); // the variables keep the values
    expectClose(weights.bias, [1, 2, 3]);
    expectClose(weights.kernel, tf.ones([2, 3]));
  });

  it("names every difference and assigns nothing", () => {
    const weights = model();
    const others = { kernel: tf.ones([3, 2]), beta: tf.scalar(1), bias: tf.ones([3]) };
    expect(() => assignWeights(weights, others)).toThrow(ShapeError);
    expect(() => assignWeights(weights, others)).toThrow(
      "assignWeights: these are not the model's: kernel must be float32 [2, 3], got float32 [3, 2]; beta is not one of the model's",
    );
    expect(() => assignWeights(weights, {})).toThrow("bias must be float32 [3], got nothing");
    expectClose(weights.bias, [0, 0, 0]);
  });
});
