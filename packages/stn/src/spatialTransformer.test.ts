import { expectClose, goldens, goldenTensor, onEveryBackend, random } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  regularizers,
  sequential,
} from "@tensorflow/tfjs-layers";
import { beforeEach, expect, it } from "vitest";
import {
  identityParameters,
  parameterCounts,
  registerSpatialTransformer,
  type SpatialTransformer,
  type SpatialTransformerOptions,
  spatialTransformer,
  type Transform,
} from "./index";

const everyTransform = Object.keys(parameterCounts) as Transform[];
const dense = (units: number, more = {}) => layers.dense({ units, activation: "tanh", ...more });
const body = () => [layers.flatten(), dense(4)];
const alone = (options: Partial<SpatialTransformerOptions> = {}) =>
  spatialTransformer({ localization: body(), inputShape: [6, 5, 2], ...options });
const inModel = (layer: SpatialTransformer) => sequential({ layers: [layer] });

/** Moves every weight off its start, so that a test does not pass because all is still the identity. */
function disturb(net: LayersModel): void {
  tf.tidy(() => net.setWeights(net.getWeights().map((w, i) => tf.add(w, random(w.shape, i + 7, 0.2)))));
}

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

  it("takes an empty batch", () => {
    const layer = alone({ outputSize: [3, 4] });
    inModel(layer);
    expect((layer.apply(tf.zeros([0, 6, 5, 2])) as Tensor).shape).toEqual([0, 3, 4, 2]);
  });

  it("knows its output's shape", () => {
    expect(alone({ outputSize: [3, 4] }).computeOutputShape([null, 6, 5, 2])).toEqual([null, 3, 4, 2]);
    expect(alone().computeOutputShape([7, 6, 5, 2])).toEqual([7, 6, 5, 2]);
  });

  it("says which option is wrong, and how", () => {
    const bad = (options: object) => () => spatialTransformer({ localization: body(), ...options });
    expect(bad({ transform: "shear" })).toThrow(
      'spatialTransformer: transform must be "affine" or "attention" or "translation" or "projective" or ' +
        '"thinPlateSpline", got "shear"',
    );
    expect(bad({ interpolation: "linear" })).toThrow("spatialTransformer: interpolation must be");
    expect(bad({ padding: "same" })).toThrow("spatialTransformer: padding must be");
    expect(bad({ alignCorners: 1 })).toThrow("spatialTransformer: alignCorners must be true or false, got 1");
    expect(bad({ outputSize: [0, 4] })).toThrow(
      "spatialTransformer: outputSize must be [h, w], whole numbers from 1, got [0,4]",
    );
    expect(bad({ lastLayer: "none" })).toThrow("spatialTransformer: lastLayer must be");
    expect(bad({ localizationLearningRate: 0 })).toThrow(
      "spatialTransformer: localizationLearningRate must be a finite number above 0, got 0",
    );
    expect(bad({ outputsize: [2, 2] })).toThrow(
      /^spatialTransformer: options must be an object of localization, transform, .* inputDType, got one with "outputsize"$/,
    );
    expect(bad({ localization: undefined })).toThrow(
      "spatialTransformer: localization must be a list of layers or a model, got undefined",
    );
    expect(bad({ localization: [layers.flatten(), 3] })).toThrow("got a list with something else in it");
    const used = dense(2, { inputShape: [3] });
    sequential({ layers: [used] });
    expect(bad({ localization: [used] })).toThrow("must be new, got one that is in a model");
  });

  it("says which shape is wrong, and how", () => {
    const given = spatialTransformer({ localization: [layers.flatten()], lastLayer: "given" });
    expect(() => given.apply(input({ shape: [6, 5, 2] }))).toThrow(
      "spatialTransformer: localization must give [B, 6], got [null, 60]",
    );
    const other = sequential({ layers: [layers.flatten({ inputShape: [4, 4, 1] })] });
    expect(() => spatialTransformer({ localization: other }).apply(input({ shape: [6, 5, 2] }))).toThrow(
      "spatialTransformer: the input must be [null, 4, 4, 1], as localization's is, got [null, 6, 5, 2]",
    );
    expect(() => alone({ inputShape: [6, null, 2] }).computeOutputShape([null, 6, null, 2])).toThrow(
      "spatialTransformer: the input must be [B, H, W, C] of known size, got [null, 6, null, 2]",
    );
    expect(() => alone({ name: "gaze" }).localize(tf.zeros([1, 6, 5, 2]))).toThrow(
      "gaze: localize needs a built layer",
    );
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

it("is known to tfjs only when asked for", () => {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  delete classNameMap.SpatialTransformer;
  registerSpatialTransformer();
  registerSpatialTransformer();
  expect(classNameMap.SpatialTransformer).toBeDefined();
});
