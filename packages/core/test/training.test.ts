// tf.layers models that tfjs's wasm backend cannot train, or trains wrong, by itself.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready } from "../src/ready";
import { backendsHere, random } from "../src/testing";

const seed = 7;
const initializer = () => layers.initializers.glorotUniform({ seed });

/** Convolutions, strided and padded, a pooling of what may be negative, dense layers. */
function convolutional(): layers.Sequential {
  const conv = { kernelInitializer: initializer(), activation: "linear" as const };
  const dense = { kernelInitializer: initializer() };
  return layers.sequential({
    layers: [
      layers.layers.conv2d({ ...conv, filters: 6, kernelSize: 5, padding: "same", inputShape: [12, 12, 1] }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.reLU(),
      layers.layers.conv2d({ ...conv, filters: 10, kernelSize: 3, strides: 2 }),
      layers.layers.maxPooling2d({ poolSize: 2, strides: 1, padding: "same" }),
      layers.layers.flatten(),
      layers.layers.dense({ ...dense, units: 8, activation: "tanh" }),
      layers.layers.dense({ ...dense, units: 3, activation: "softmax" }),
    ],
  });
}

/** Depthwise and separable convolutions, as in MobileNets. */
function separable(): layers.Sequential {
  const depthwise = { depthwiseInitializer: initializer(), activation: "relu" as const };
  return layers.sequential({
    layers: [
      layers.layers.depthwiseConv2d({ ...depthwise, kernelSize: 3, depthMultiplier: 4, inputShape: [12, 12, 1] }),
      layers.layers.separableConv2d({
        ...depthwise,
        ...{ filters: 8, kernelSize: 3, strides: 2, padding: "same", pointwiseInitializer: initializer() },
      }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 3, activation: "softmax", kernelInitializer: initializer() }),
    ],
  });
}

const blobs = () => random([24, 12, 12, 1], 3);

/** An embedding, the gradient of which is UnsortedSegmentSum. */
function embedding(): layers.Sequential {
  return layers.sequential({
    layers: [
      layers.layers.embedding({
        inputDim: 11,
        outputDim: 5,
        inputLength: 4,
        embeddingsInitializer: initializer(),
      }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 3, activation: "softmax", kernelInitializer: initializer() }),
    ],
  });
}

const words = () => tf.randomUniform([24, 4], 0, 11, "int32", 5);

async function losses(make: () => layers.Sequential, inputs: () => tf.Tensor): Promise<number[]> {
  const model = make();
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "categoricalCrossentropy" });
  const [x, y] = [inputs(), tf.oneHot(tf.randomUniform([24], 0, 3, "int32", 9), 3)];
  const { history } = await model.fit(x, y, { epochs: 8, batchSize: 8, shuffle: false, verbose: 0 });
  tf.dispose([x, y]);
  model.dispose();
  return history.loss as number[];
}

describe.each([
  { name: "a convolutional net", make: convolutional, inputs: blobs },
  { name: "depthwise and separable convolutions", make: separable, inputs: blobs },
  { name: "an embedding", make: embedding, inputs: words },
])("$name", ({ make, inputs }) => {
  afterAll(async () => {
    await ready();
  });

  let expected: number[];
  beforeAll(async () => {
    await ready({ backend: "cpu" });
    expected = await losses(make, inputs);
  });

  const variants = backendsHere.filter(({ variant }) => variant && variant !== "none");
  it.each(variants)("learns on $name as on cpu", async ({ backend, variant }) => {
    const { reason } = await ready({ backend: backend!, variant: variant! });
    expect(reason).toBeUndefined();
    const got = await losses(make, inputs);
    expect(expected.at(-1)!).toBeLessThan(0.9 * expected[0]!);
    got.forEach((loss, epoch) => {
      expect(Math.abs(loss - expected[epoch]!), `epoch ${epoch}`).toBeLessThan(1e-4);
    });
  });
});

describe("training steps", () => {
  it("keep the number of tensors and the memory of tfjs flat", async () => {
    await ready();
    const model = convolutional();
    model.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
    const [x, y] = [blobs(), tf.oneHot(tf.randomUniform([24], 0, 3, "int32", 9), 3)];
    const heap = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
    for (let step = 0; step < 20; step++) await model.trainOnBatch(x, y);
    const before = { ...tf.memory(), heap: heap() };
    for (let step = 0; step < 300; step++) await model.trainOnBatch(x, y);
    const after = { ...tf.memory(), heap: heap() };
    const flat = ({ numTensors, numDataBuffers, heap }: typeof before) => ({ numTensors, numDataBuffers, heap });
    expect(flat(after)).toEqual(flat(before));
  });
});
