// The whole point of the layer, in small: told only how straight bars look, it learns to turn tilted ones upright.
import { affineGrid } from "@attn/core";
import { onEveryBackend } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { spatialTransformer } from "./index";

const side = 12;
const angles = [-0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7];

/** Bars through the middle, `[angles, side, side, 1]`, with soft edges. */
function bars(tilts: number[]): Tensor {
  const turns = tilts.flatMap((a) => [Math.cos(a), Math.sin(a), 0, -Math.sin(a), Math.cos(a), 0]);
  const grid = affineGrid(tf.tensor3d(turns, [tilts.length, 2, 3]), [side, side]);
  const [x, y] = tf.split(grid, 2, 3) as [Tensor, Tensor];
  return tf.mul(tf.exp(tf.mul(-15, tf.square(x))), tf.exp(tf.mul(-3, tf.square(y))));
}

function transformer() {
  const relu = (units: number, seed: number) =>
    layers.dense({ units, activation: "relu", kernelInitializer: initializers.heUniform({ seed }) });
  const localization = [layers.flatten(), relu(32, 1), relu(32, 2)];
  return spatialTransformer({ localization, inputShape: [side, side, 1], outputSize: [side, side] });
}

onEveryBackend("a spatial transformer", () => {
  it("learns to turn bars upright", () => {
    const net = sequential({ layers: [transformer()] });
    const [tilted, upright] = [bars(angles), bars(angles.map(() => 0))];
    const optimizer = tf.train.adam(0.003);
    const error = () =>
      tf.losses.meanSquaredError(upright, net.apply(tilted, { training: true }) as Tensor) as tf.Scalar;
    const atFirst = error().dataSync()[0]!;
    const train = () => optimizer.minimize(error);
    train();
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 150; i++) train();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(error().dataSync()[0]! / atFirst).toBeLessThan(0.05);
  });
});
