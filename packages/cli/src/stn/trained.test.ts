import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assignWeights, loadSafetensors } from "@attn/core";
import { digits, distort, distortions, type ImageSet } from "@attn/data";
import { loadMnist } from "@attn/data/node";
import { type ClassifierOptions, distortedMnistClassifier, type SpatialTransformer } from "@attn/stn";
import { layerWeights } from "@attn/train";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../backend";
import { errorPercent } from "./classifier";

function trained(name: string): LayersModel {
  const path = fileURLToPath(new URL(`../../../stn/trained/${name}.safetensors`, import.meta.url));
  const { tensors, metadata } = loadSafetensors(readFileSync(path));
  const net = distortedMnistClassifier(JSON.parse(metadata.config!) as ClassifierOptions);
  assignWeights(layerWeights(net), tensors);
  tf.dispose(tensors);
  return net;
}
const made = () => distort(digits({ count: 500, seed: 5 }), distortions.RTS(), 1);

describe.each(["st-cnn", "cnn"])("the trained net %s", (name) => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it("has 150,000 weights and reads most digits made by program, which it has never seen", () => {
    const net = trained(name);
    expect(Math.abs(net.countParams() - 150_000)).toBeLessThan(1000);
    expect(errorPercent(net, made())).toBeLessThan(10);
    net.dispose();
  });

  it.skipIf(!process.env.ATTN_MNIST)("gets less than 4 % of MNIST's test digits wrong", async () => {
    const net = trained(name);
    const { test } = await loadMnist(process.env.ATTN_MNIST!);
    const error = errorPercent(net, distort(test, distortions.RTS(), 1));
    console.log(`${name}: ${error.toFixed(2)} %`);
    expect(error).toBeLessThan(4);
    net.dispose();
  });
});

it("looks where the digit is", async () => {
  await startBackend("wasm");
  const net = trained("st-cnn");
  const set = made();
  const { theta } = (net.getLayer("transformer") as SpatialTransformer).localize(
    tf.tensor4d(set.images, [set.size, set.height, set.width, 1]),
  );
  const centers = tf.slice(theta, [0, 0, 2], [set.size, 2, 1]).dataSync();
  for (const axis of [0, 1]) {
    const looked = Array.from({ length: set.size }, (_, i) => centers[2 * i + axis]!);
    expect(correlation(looked, middles(set, axis))).toBeGreaterThan(0.8);
  }
  net.dispose();
});

/** Where the ink of each image lies on average, along x (0) or y (1). */
function middles({ images, size, height, width }: ImageSet, axis: number): number[] {
  return Array.from({ length: size }, (_, i) => {
    const image = images.subarray(i * height * width, (i + 1) * height * width);
    const mass = image.reduce((sum, v) => sum + v, 0);
    return image.reduce((sum, v, k) => sum + v * (axis === 0 ? k % width : Math.floor(k / width)), 0) / mass;
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]) => x.reduce((p, q) => p + q, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (f: (i: number) => number) => a.reduce((total, _, i) => total + f(i), 0);
  const product = sum((i) => (a[i]! - ma) * (b[i]! - mb));
  return product / Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2));
}
