import { expectClose, goldens, goldenTensor, onEveryBackend, random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeEach, expect, it } from "vitest";
import { alone, dense, everyTransform, inModel } from "./transformerTests";

onEveryBackend("spatialTransformer", () => {
  beforeEach(() => {
    tf.disposeVariables();
  });

  it.each(everyTransform)("leaves the image alone before it has learned: %s", (transform) => {
    const net = inModel(alone({ transform }));
    const x = random([3, 6, 5, 2]);
    expectClose(net.predict(x) as Tensor, x);
  });

  it("zooms where the last layer says", () => {
    const layer = alone({ transform: "attention", outputSize: [2, 2], inputShape: [4, 4, 1], localization: [] });
    const net = inModel(layer);
    tf.tidy(() => layer.setWeights([tf.zeros([16, 3]), tf.tensor1d([0.5, 0.5, -0.5])]));
    const x = tf.reshape(tf.range(0, 16), [1, 4, 4, 1]);
    expectClose(net.predict(x) as Tensor, tf.tensor4d([2, 3, 6, 7], [1, 2, 2, 1])); // the upper right quarter
  });

  it("agrees with another implementation, gradients too", () => {
    const { attrs, inputs, outputs, grads } = goldens("stn").find((c) => c.op === "stn_model")!;
    const get = (name: string) => goldenTensor(inputs[name]!);
    const layer = alone({
      localization: [layers.flatten(), dense(4)],
      inputShape: [6, 5, 1],
      outputSize: attrs.out_size as [number, number],
      alignCorners: attrs.align_corners as boolean,
      padding: attrs.padding_mode as "zeros",
      interpolation: attrs.mode as "bilinear",
    });
    const net = sequential({ layers: [layer, layers.flatten(), layers.dense({ units: 3 })] });
    const names = ["loc.kernel", "loc.bias", "theta.kernel", "theta.bias", "cls.kernel", "cls.bias"];
    net.setWeights(names.map(get));
    const x = get("image_nhwc");
    expectClose(net.predict(x) as Tensor, goldenTensor(outputs.logits!));
    const { theta, grid } = layer.localize(x);
    expectClose(theta, goldenTensor(outputs.theta!));
    expectClose(grid, goldenTensor(outputs.grid!));
    const variables = net.trainableWeights.map((w) => w.read() as tf.Variable);
    const loss = (image: Tensor) =>
      tf.losses.softmaxCrossEntropy(get("onehot"), net.apply(image, { training: true }) as Tensor) as tf.Scalar;
    const found = tf.variableGrads(() => loss(x), variables);
    expectClose(found.value, goldenTensor(outputs.loss!));
    expectClose(tf.grad(loss)(x), goldenTensor(grads.image_nhwc!));
    names.forEach((name, i) => {
      expectClose(found.grads[variables[i]!.name]!, goldenTensor(grads[name]!));
    });
  });

  it("takes an empty batch", () => {
    const layer = alone({ outputSize: [3, 4] });
    inModel(layer);
    expect((layer.apply(tf.zeros([0, 6, 5, 2])) as Tensor).shape).toEqual([0, 3, 4, 2]);
  });

  it("knows its output's shape", () => {
    expect(alone({ outputSize: [3, 4] }).computeOutputShape([null, 6, 5, 2])).toEqual([null, 3, 4, 2]);
    expect(alone().computeOutputShape([7, 6, 5, 2])).toEqual([7, 6, 5, 2]);
  });
});
