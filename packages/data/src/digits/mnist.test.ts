// How far a net gets on MNIST that has seen digits made by program alone. Runs where MNIST is:
//   ATTN_MNIST=<folder> npx vitest run packages/data/src/digits/mnist.test.ts
import { ready } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { loadMnist } from "../node";
import { batches, chunks } from "../sets/batches";
import type { ImageSet } from "../sets/imageSet";
import { toTensors } from "../sets/toTensors";
import { digits } from "./digits";

const folder = process.env.ATTN_MNIST ?? "";
const STEPS = 1000;

describe.skipIf(!folder)("a net that has seen digits made by program alone", () => {
  it("reads most of MNIST's test set", async () => {
    await ready();
    const { train, test } = await loadMnist(folder);
    expect([train.size, test.size, test.height, test.width]).toEqual([60_000, 10_000, 28, 28]);
    const ours = digits({ count: 20_000, seed: 1 });
    expect(Math.abs(meanOf(ours) / meanOf(test) - 1)).toBeLessThan(0.1); // as much ink
    const net = smallNet();
    const { batch } = batches(ours, { batchSize: 64, seed: 1 });
    for (let step = 0; step < STEPS; step++) {
      if (step === (STEPS * 3) / 4) slow(net);
      const { x, y } = toTensors(batch(step));
      await net.trainOnBatch(x, y);
      tf.dispose([x, y]);
    }
    const accuracy = accuracyOf(net, test);
    console.log(`MNIST test accuracy ${(100 * accuracy).toFixed(2)} %`);
    expect(accuracy).toBeGreaterThan(0.88);
  }, 600_000);
});

/** Two convolutions of 5 × 5 and two dense layers, 30 thousand parameters. */
function smallNet(): layers.Sequential {
  const seed = (k: number) => layers.initializers.heNormal({ seed: k });
  const conv = (filters: number, k: number) =>
    layers.layers.conv2d({ filters, kernelSize: 5, activation: "relu", kernelInitializer: seed(k) });
  const net = layers.sequential();
  net.add(layers.layers.inputLayer({ inputShape: [28, 28, 1] }));
  for (const layer of [conv(12, 1), pool(), conv(24, 2), pool(), layers.layers.flatten()]) net.add(layer);
  net.add(layers.layers.dense({ units: 64, activation: "relu", kernelInitializer: seed(3) }));
  net.add(layers.layers.dense({ units: 10, activation: "softmax", kernelInitializer: seed(4) }));
  net.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
  return net;
}

const pool = () => layers.layers.maxPooling2d({ poolSize: 2 });

const meanOf = ({ images }: ImageSet) => images.reduce((sum, v) => sum + v, 0) / images.length;

function slow(net: layers.Sequential): void {
  (net.optimizer as unknown as { learningRate: number }).learningRate = 2e-4;
}

function accuracyOf(net: layers.Sequential, set: ImageSet): number {
  let right = 0;
  for (const part of chunks(set, 500)) {
    const { x, y } = toTensors(part);
    const guesses = tf.tidy(() => tf.argMax(net.predict(x) as tf.Tensor, 1).dataSync());
    right += guesses.filter((guess, i) => guess === part.labels[i]).length;
    tf.dispose([x, y]);
  }
  return right / set.size;
}
