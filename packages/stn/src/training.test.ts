// The layer in training: gradients, penalties, memory.
import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, layers, regularizers } from "@tensorflow/tfjs-layers";
import { beforeEach, expect, it } from "vitest";
import type { SpatialTransformer } from "./index";
import { alone, dense, disturb, everyTransform, inModel } from "./transformerTests";

onEveryBackend("spatialTransformer, training", () => {
  beforeEach(() => {
    tf.disposeVariables();
  });

  it.each(everyTransform)("sends a gradient to every weight: %s", (transform) => {
    const net = inModel(alone({ transform }));
    disturb(net);
    const x = random([3, 6, 5, 2]);
    const target = random([3, 6, 5, 2], 2);
    const { grads } = tf.variableGrads(() => {
      const y = net.apply(x, { training: true }) as Tensor;
      return tf.losses.meanSquaredError(target, y) as tf.Scalar;
    });
    expect(Object.keys(grads)).toHaveLength(4);
    for (const [name, grad] of Object.entries(grads)) {
      expect(tf.sum(tf.abs(grad)).dataSync()[0], name).toBeGreaterThan(1e-6);
    }
  });

  it("scales the gradient of its weights with localizationLearningRate, and no other", () => {
    const make = (localizationLearningRate: number) => inModel(alone({ localizationLearningRate }));
    const gradients = (net: LayersModel) => {
      const weights = net.trainableWeights.map((w) => w.read() as tf.Variable);
      const loss = (image: Tensor) => tf.sum(tf.square(net.apply(image, { training: true }) as Tensor)) as tf.Scalar;
      const x = random([2, 6, 5, 2]);
      const { grads } = tf.variableGrads(() => loss(x), weights);
      return { image: tf.grad(loss)(x), weights: weights.map((w) => grads[w.name] as Tensor) };
    };
    const [whole, tenth] = [make(1), make(0.1)];
    disturb(whole);
    tenth.setWeights(whole.getWeights());
    const [expected, scaled] = [gradients(whole), gradients(tenth)];
    expectClose(scaled.image, expected.image);
    scaled.weights.forEach((dW, i) => {
      expectClose(dW, tf.mul(0.1, expected.weights[i]!));
    });
  });

  it("collects the penalties of its layers", async () => {
    const kernelRegularizer = regularizers.l2({ l2: 0.5 });
    const layer = alone({ localization: [layers.flatten(), dense(4, { kernelRegularizer })] });
    const net = inModel(layer);
    net.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const [penalty] = layer.calculateLosses();
    expectClose(penalty!, tf.mul(0.5, tf.sum(tf.square(layer.getWeights()[0]!))));
    const x = random([2, 6, 5, 2]);
    const history = await net.fit(x, x, { epochs: 1, verbose: 0 });
    expect(history.history.loss![0]).toBeGreaterThan(0.01); // the error is 0 at the identity: all of it is the penalty
  });

  it("passes on whether it is training", () => {
    const layer = alone({ localization: [layers.flatten(), layers.dropout({ rate: 0.5 }), dense(4)] });
    const net = inModel(layer);
    disturb(net);
    const x = random([2, 6, 5, 2]);
    const run = (training: boolean) => (net.apply(x, { training }) as Tensor).dataSync();
    expect(run(false)).toEqual(run(false));
    expect(run(true)).not.toEqual(run(false));
  });

  it("leaks no tensors over many training steps", () => {
    const net = inModel(alone());
    const optimizer = tf.train.sgd(0.1);
    const x = random([2, 6, 5, 2]);
    const step = () =>
      optimizer.minimize(() => tf.sum(tf.square(net.apply(x, { training: true }) as Tensor)) as tf.Scalar);
    step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) step();
    tf.dispose([...Object.values((net.layers[0] as SpatialTransformer).localize(x))]);
    tf.dispose(net.predict(x));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("frees its weights", () => {
    const before = tf.memory().numTensors;
    const net = inModel(alone());
    tf.dispose(net.predict(random([1, 6, 5, 2]))); // leaves its input
    expect(net.dispose().numDisposedVariables).toBe(4);
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
