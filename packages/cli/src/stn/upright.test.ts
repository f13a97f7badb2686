import { ready } from "@attn/core";
import { spatialTransformer } from "@attn/stn";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { meanTurn } from "./upright";

/** A transformer that does the same with every image: its last layer has zero kernel and this bias. */
function fixed(theta: number[]) {
  const last = layers.dense({ units: 6, kernelInitializer: "zeros", inputShape: [64] });
  const transformer = spatialTransformer({
    localization: [layers.flatten(), last],
    transform: "affine",
    lastLayer: "given",
    inputShape: [8, 8, 1],
  });
  sequential({ layers: [transformer] });
  last.setWeights([tf.zeros([64, 6]), tf.tensor1d(theta)]);
  return transformer;
}

it("costs nothing to scale, and the more the further all digits are turned or shifted", async () => {
  await ready();
  const images = tf.ones([3, 8, 8, 1]);
  const cost = (theta: number[]) => meanTurn(fixed(theta), images).dataSync()[0]!;
  expect(cost([0.7, 0, 0, 0, 1.3, 0])).toBe(0);
  expect(cost([1, -0.2, 0, 0.2, 1, 0])).toBeCloseTo(0.3 * 0.08, 6);
  expect(cost([1, 0, 0.5, 0, 1, -0.5])).toBeCloseTo(0.3 * 0.5, 6);
});
