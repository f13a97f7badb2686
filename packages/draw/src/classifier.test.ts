import { adam } from "@attn/core";
import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { classifyWith, DrawClassifier, type DrawClassifierOptions } from "./classifier";

const small: DrawClassifierOptions = { imageSize: [9, 8, 1], glimpses: 3, readSize: 3, units: 6, classes: 4 };

const someClassifier = (options: Partial<DrawClassifierOptions> = {}): DrawClassifier => {
  const classifier = new DrawClassifier({ ...small, ...options });
  Object.values(classifier.weights).forEach((weight, i) => void weight.assign(random(weight.shape, i, 0.4)));
  return classifier;
};

onEveryBackend("DrawClassifier", () => {
  it.each([
    ["gray", {}],
    ["color", { imageSize: [5, 7, 3] as [number, number, number] }],
    ["counted from 0", { pixelOrigin: 0 as const, units: 9 }],
    ["one glimpse of one pixel", { glimpses: 1, readSize: 1 }],
  ])("agrees with the scan over the operators, its gradients too: %s", (_, options) => {
    tf.tidy(() => {
      const { config, weights } = someClassifier(options);
      const x = random([5, ...config.imageSize], 3);
      const names = Object.keys(weights);
      const values = [x, ...names.map((name) => weights[name]! as Tensor)];
      const sum =
        (scan: boolean) =>
        (image: Tensor, ...rest: Tensor[]) => {
          const given = Object.fromEntries(names.map((name, i) => [name, rest[i]!]));
          const { logits } = classifyWith(config, given, image, { scan });
          return tf.sum(tf.mul(logits, random(logits.shape, 9))) as Scalar;
        };
      const [a, b] = [false, true].map((scan) => classifyWith(config, weights, x, { scan, trace: true }));
      expectClose(a!.logits, b!.logits);
      for (const name of ["gX", "gY", "delta", "sigma2", "gamma"] as const) {
        expect(a!.windows![name].shape).toEqual([config.glimpses, 5]);
        expectClose(a!.windows![name], b!.windows![name]);
      }
      const [da, db] = [false, true].map((scan) => tf.grads(sum(scan))(values));
      da!.forEach((d, i) => void expectClose(d, db![i]!));
    });
  });

  it("learns where a spot is", () => {
    const classifier = new DrawClassifier({ ...small, units: 16 });
    const spots = [
      [1, 1],
      [1, 6],
      [7, 1],
      [7, 6],
    ];
    const x = tf.stack(
      spots.map(([y, left]) => {
        const buffer = tf.buffer([9, 8, 1]);
        for (const dy of [0, 1]) for (const dx of [0, 1]) buffer.set(1, y! + dy, left! + dx, 0);
        return buffer.toTensor();
      }),
    );
    const optimizer = adam({ learningRate: 0.02, clipNorm: 5 });
    const weights = Object.values(classifier.weights);
    for (let step = 0; step < 80; step++) {
      optimizer.minimize(() => classifier.loss(x, [0, 1, 2, 3]), false, weights);
    }
    expect([...tf.argMax(classifier.run(x).logits, 1).dataSync()]).toEqual([0, 1, 2, 3]);
    expect(classifier.loss(x, [0, 1, 2, 3]).dataSync()[0]).toBeLessThan(0.5);
    optimizer.dispose();
    classifier.dispose();
  });

  it("is loaded as it was saved", () => {
    const classifier = someClassifier();
    const again = DrawClassifier.load(classifier.save());
    expect(again.config).toEqual(classifier.config);
    const x = random([2, 9, 8, 1], 1);
    expectClose(again.run(x).logits, classifier.run(x).logits, 1e-7);
    for (const model of [classifier, again]) model.dispose();
  });

  it("says what is wrong", () => {
    const classifier = someClassifier();
    expect(() => classifier.run(tf.zeros([2, 8, 9, 1]))).toThrow("run: x must be [B=2, 9, 8, 1], got [2, 8, 9, 1]");
    expect(() => classifier.loss(tf.zeros([1, 9, 8, 1]), [4])).toThrow(
      "loss: labels must be 1 whole numbers from 0, below 4, got [4]",
    );
    expect(() => new DrawClassifier({ ...small, glimpses: 0 })).toThrow(
      "DrawClassifier: glimpses must be a whole number from 1, got 0",
    );
    classifier.dispose();
  });
});
