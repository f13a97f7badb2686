import { ConfigError, ready } from "@attn/core";
import { onEveryBackend, random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type ClassifierOptions, distortedMnistClassifier } from "./classifiers";
import type { Transform } from "./transforms";

// by network and transformer, for images of 28, 42 and 60 pixels; the table in classifiers.md
const counts: [network: "fcn" | "cnn", transformer: Transform | undefined, counts: number[]][] = [
  ["fcn", undefined, [399_615, 399_566, 401_770]],
  ["fcn", "affine", [400_477, 400_245, 400_044]],
  ["fcn", "projective", [400_543, 400_311, 400_110]],
  ["fcn", "thinPlateSpline", [399_878, 399_690, 399_575]],
  ["cnn", undefined, [399_954, 399_474, 397_956]],
  ["cnn", "affine", [400_093, 399_952, 400_053]],
  ["cnn", "projective", [399_868, 399_994, 400_095]],
  ["cnn", "thinPlateSpline", [400_105, 399_964, 400_065]],
];
const paperSizes = counts.flatMap(([network, transformer, expected]) =>
  [28, 42, 60].map((side, i): [string, ClassifierOptions, number] => [
    `${transformer ? `ST ${transformer} ` : ""}${network} ${side}`,
    { network, ...(transformer && { transformer }), imageSize: [side, side], pool: side > 28 },
    expected[i]!,
  ]),
);

describe("distortedMnistClassifier", () => {
  beforeAll(() => ready({ backend: "cpu" }));

  it.each(paperSizes)("has the paper's count of parameters, about 400,000: %s", (_, options, count) => {
    const net = distortedMnistClassifier(options);
    expect(net.countParams()).toBe(count);
    expect(net.outputs[0]!.shape).toEqual([null, 10]);
    net.dispose();
  });

  it("has the paper's layers", () => {
    const net = distortedMnistClassifier({ network: "cnn", transformer: "affine", imageSize: [42, 42], pool: true });
    const shapes = net.layers.slice(1).map((layer) => [layer.name, ...(layer.outputShape as number[]).slice(1)]);
    expect(shapes).toMatchObject([
      ["transformer", 56, 56, 1],
      ["pool", 28, 28, 1],
      ["conv1", 20, 20, 32],
      ["pool1", 10, 10, 32],
      ["conv2", 4, 4, 64],
      ["pool2", 2, 2, 64],
      ["flatten", 256],
      ["hidden1", 1048],
      ["logits", 10],
    ]);
    const weights = net.getLayer("transformer").weights.map((w) => [w.originalName, ...w.shape]);
    expect(weights).toEqual([
      ["transformer/conv1/kernel", 5, 5, 1, 20],
      ["transformer/conv1/bias", 20],
      ["transformer/conv2/kernel", 5, 5, 20, 20],
      ["transformer/conv2/bias", 20],
      ["transformer/hidden/kernel", 320, 20],
      ["transformer/hidden/bias", 20],
      ["transformer/theta/kernel", 20, 6],
      ["transformer/theta/bias", 6],
    ]);
    net.dispose();
  });

  it("draws the same weights from the same seed, others from another", () => {
    const weights = (seed: number) => {
      const net = distortedMnistClassifier({ network: "fcn", transformer: "affine", imageSize: [28, 28], seed });
      const values = net.getWeights().map((w) => w.dataSync().slice());
      net.dispose();
      return values;
    };
    expect(weights(3)).toEqual(weights(3));
    expect(weights(3)[0]).not.toEqual(weights(4)[0]);
  });

  it("says which option is wrong, and how", () => {
    const bad = (options: object) => () =>
      distortedMnistClassifier({ network: "cnn", imageSize: [28, 28], ...options });
    const who = "distortedMnistClassifier:";
    expect(bad({ network: "rnn" })).toThrow(`${who} network must be "fcn" or "cnn", got "rnn"`);
    expect(bad({ transformer: "shear" })).toThrow(`${who} transformer must be "affine" or `);
    expect(bad({ imageSize: [20, 28] })).toThrow(`${who} imageSize must be [H, W], whole numbers from 28, got [20,28]`);
    expect(bad({ filters: [0, 1] })).toThrow(`${who} filters must be two whole numbers from 1, got [0,1]`);
    expect(bad({ classes: 2.5 })).toThrow(`${who} classes must be a whole number from 1, got 2.5`);
    expect(bad({ localizationUnits: 0 })).toThrow(`${who} localizationUnits must be a whole number from 1, got 0`);
    expect(bad({ seed: -1 })).toThrow(`${who} seed must be a whole number from 0, got -1`);
    expect(bad({ pool: "yes" })).toThrow(`${who} pool must be true or false, got "yes"`);
    expect(bad({ network: undefined })).toThrow(`${who} network must be "fcn" or "cnn", got undefined`);
    expect(bad({ tranformer: "affine" })).toThrow(
      `${who} options must be an object of network, transformer, imageSize, pool, channels, classes, filters, ` +
        'localizationUnits, parameters, seed, got one with "tranformer"',
    );
  });

  it("refuses a count of parameters that it cannot have, and leaves nothing of the try", () => {
    const make = (parameters: number) => () =>
      distortedMnistClassifier({ network: "fcn", imageSize: [28, 28], parameters });
    const fewest = 784 + 1 + (1 + 1) + 10 + 10; // hidden layers of one unit
    const net = make(fewest)();
    expect(net.countParams()).toBe(fewest);
    net.dispose();
    const before = tf.memory().numTensors;
    for (const parameters of [1, fewest - 1]) {
      expect(make(parameters)).toThrow(
        `distortedMnistClassifier: parameters must be a whole number from ${fewest}, which this net has with hidden ` +
          `layers of one unit, got ${parameters}`,
      );
    }
    const small = { network: "cnn", transformer: "affine", imageSize: [28, 28], parameters: 1 } as const;
    expect(() => distortedMnistClassifier(small)).toThrow(ConfigError);
    expect(tf.memory().numTensors).toBe(before);
    expect(make(1e15)).toThrow("parameters must be a whole number up to 268435456, got 1000000000000000");
  });
});

onEveryBackend("distortedMnistClassifier", ({ backend, variant }) => {
  it.each(["fcn", "cnn"] as const)("sends a gradient to all its weights: %s", (network) => {
    if (network === "cnn" && backend === "wasm" && variant === "none") return; // tfjs's wasm cannot train a convolution
    const small = { parameters: 30_000, filters: [2, 4], imageSize: [28, 28] } as const;
    const net = distortedMnistClassifier({ network, transformer: "affine", ...small });
    tf.tidy(() => net.setWeights(net.getWeights().map((w, i) => tf.add(w, random(w.shape, i + 1, 0.05)))));
    const x = random([2, 28, 28, 1]);
    const labels = tf.oneHot(tf.tensor1d([3, 5], "int32"), 10);
    const variables = net.trainableWeights.map((w) => w.read() as tf.Variable);
    const loss = () => tf.losses.softmaxCrossEntropy(labels, net.apply(x, { training: true }) as Tensor) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, variables);
    for (const [name, grad] of Object.entries(grads)) {
      expect(tf.sum(tf.abs(grad)).dataSync()[0], name).toBeGreaterThan(0);
    }
    net.dispose();
  });
});
