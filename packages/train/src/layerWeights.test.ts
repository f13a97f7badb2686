import { loadSafetensors } from "@attn/core";
import { onEveryBackend } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { fit, layerWeights, memoryCheckpoint } from ".";
import { type Batch, task } from "./fitTask";

onEveryBackend("layerWeights", () => {
  it("trains a tf.layers model by its weights, the frozen ones saved but not trained", async () => {
    const model = layers.sequential({
      layers: [
        layers.layers.dense({ units: 3, inputShape: [2], activation: "tanh", trainable: false }),
        layers.layers.dense({ units: 1 }),
      ],
    });
    const weights = layerWeights(model);
    expect(Object.keys(weights)).toEqual(["0/kernel", "0/bias", "1/kernel", "1/bias"]);
    const frozen = weights["0/kernel"]!.dataSync().slice();
    const loss = ({ x, y }: Batch) =>
      tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
    const checkpoint = memoryCheckpoint();
    const { history } = await fit({ ...task(), weights, loss, steps: 60, checkpoint });
    expect(history.loss.at(-1)).toBeLessThan(history.loss[0]!);
    expect(weights["0/kernel"]!.dataSync()).toEqual(frozen);
    expect(Object.keys(loadSafetensors(checkpoint.bytes!).tensors)).toContain("weights/0/kernel");
  });
});

it("names the weights of a layer made of layers", () => {
  const inner = layers.sequential({
    layers: [layers.layers.dense({ units: 3, inputShape: [2] }), layers.layers.dense({ units: 2 })],
  });
  const model = layers.sequential({ layers: [inner, layers.layers.dense({ units: 1, useBias: false })] });
  expect(Object.keys(layerWeights(model))).toEqual(["0/kernel", "0/bias", "0/kernel_2", "0/bias_2", "1/kernel"]);
});
