import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { input, type LayersModel, layers, loadLayersModel, model, sequential } from "@tensorflow/tfjs-layers";
import { beforeEach, expect, it } from "vitest";
import { identityParameters, registerSpatialTransformer, type SpatialTransformer, spatialTransformer } from "./index";
import { alone, body, dense, disturb, everyTransform, inModel } from "./transformerTests";

/** Through what `save` writes, as JSON and bytes. */
async function saveAndLoad(net: LayersModel): Promise<LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await net.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return loadLayersModel(tf.io.fromMemory(saved!));
}

async function expectSame(net: LayersModel, x: Tensor): Promise<LayersModel> {
  const loaded = await saveAndLoad(net);
  const [before, after] = [net.predict(x), loaded.predict(x)] as [Tensor, Tensor];
  expect(after.dataSync()).toEqual(before.dataSync()); // bit by bit
  return loaded;
}

onEveryBackend("spatialTransformer, saved", () => {
  beforeEach(() => {
    tf.disposeVariables();
  });

  it.each([
    ["layers", () => body()],
    ["a sequential model", () => sequential({ layers: [layers.flatten({ inputShape: [6, 5, 2] }), dense(4)] })],
    [
      "a functional model",
      () => {
        const x = input({ shape: [6, 5, 2] });
        const flat = layers.flatten().apply(x) as typeof x;
        const both = layers.concatenate().apply([dense(3).apply(flat), dense(2).apply(flat)] as (typeof x)[]);
        return model({ inputs: x, outputs: both as typeof x });
      },
    ],
  ])("saves and loads with a localization of %s", async (_, localization) => {
    const x = random([2, 6, 5, 2]);
    for (const transform of everyTransform) {
      const net = inModel(alone({ localization: localization(), transform, outputSize: [3, 4], padding: "border" }));
      disturb(net);
      await expectSame(net, x);
    }
  });

  it("saves and loads inside functional and nested models, twice in one", async () => {
    const x = input({ shape: [6, 5, 2] });
    const conv = layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" }).apply(x) as typeof x;
    const first = spatialTransformer({ localization: body(), outputSize: [5, 5] }).apply(conv) as typeof x;
    const second = inModel(alone({ inputShape: [5, 5, 2], transform: "projective" })).apply(first) as typeof x;
    const skip = spatialTransformer({ localization: body(), transform: "translation", outputSize: [5, 5] }).apply(x);
    const sum = layers.add().apply([second, skip] as (typeof x)[]) as typeof x;
    const net = model({ inputs: x, outputs: sum });
    disturb(net);
    await expectSame(net, random([2, 6, 5, 2]));
  });

  it("keeps its configuration and the flags of its weights", async () => {
    const frozen = layers.dense({ units: 3, trainable: false });
    const layer = alone({
      localization: [layers.flatten(), frozen, dense(4)],
      name: "gaze",
      transform: "thinPlateSpline",
      interpolation: "bicubic",
      padding: "reflection",
      alignCorners: true,
      localizationLearningRate: 0.1,
    });
    const net = inModel(layer);
    expect(layer.trainableWeights).toHaveLength(4);
    expect(layer.nonTrainableWeights).toHaveLength(2);
    const loaded = (await saveAndLoad(net)).layers[0] as SpatialTransformer;
    expect(loaded.getConfig()).toEqual(layer.getConfig());
    expect(loaded.weights.map((w) => w.originalName)).toEqual(layer.weights.map((w) => w.originalName));
    expect(loaded.weights.map((w) => w.originalName)).toContain("gaze/theta/kernel");
    expect([loaded.trainableWeights.length, loaded.nonTrainableWeights.length]).toEqual([4, 2]);
    layer.trainable = false;
    expect(layer.trainableWeights).toEqual([]);
    expect(layer.nonTrainableWeights).toHaveLength(6);
    const still = (await saveAndLoad(net)).layers[0] as SpatialTransformer;
    expect([still.trainable, still.trainableWeights.length, still.weights.length]).toEqual([false, 0, 6]);
  });

  it("takes what tfjs's layers take", async () => {
    const common = { name: "gaze", trainable: false, dtype: "float32" as const, batchSize: 2, inputShape: [6, 5, 2] };
    const layer = spatialTransformer({ localization: body(), ...common, ...{ updatable: true } });
    expect(layer.batchInputShape).toEqual([2, 6, 5, 2]);
    const loaded = (await saveAndLoad(inModel(layer))).layers[0] as SpatialTransformer;
    expect([loaded.name, loaded.trainable, loaded.batchInputShape]).toEqual(["gaze", false, [2, 6, 5, 2]]);
  });

  it("keeps a localization model frozen", async () => {
    const localization = sequential({ layers: [layers.flatten({ inputShape: [6, 5, 2] }), dense(4)] });
    localization.trainable = false;
    const net = inModel(alone({ localization }));
    expect(net.layers[0]!.trainableWeights).toHaveLength(2); // the last layer's
    expect((await expectSame(net, random([1, 6, 5, 2]))).layers[0]!.trainableWeights).toHaveLength(2);
  });

  it("lets the last layer be given", async () => {
    const theta = layers.dense({ units: 6, kernelInitializer: "zeros" });
    const net = inModel(alone({ localization: [layers.flatten(), theta], lastLayer: "given" }));
    tf.tidy(() => theta.setWeights([tf.zeros([60, 6]), tf.tensor1d(identityParameters("affine"))]));
    const x = random([2, 6, 5, 2]);
    expectClose(net.predict(x) as Tensor, x);
    await expectSame(net, x);
  });
});

it("is known to tfjs only when asked for", () => {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  delete classNameMap.SpatialTransformer;
  registerSpatialTransformer();
  registerSpatialTransformer();
  expect(classNameMap.SpatialTransformer).toBeDefined();
});
