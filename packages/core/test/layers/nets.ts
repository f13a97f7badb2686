// tf.layers nets that tfjs's wasm backend cannot train, or trains wrong, by itself, and their neighbours that it can.
import * as layers from "@tensorflow/tfjs-layers";
import { images, sentences, sequences, type Task, volumes } from "./tasks";

type Net = layers.LayersModel;
type Tensor = layers.SymbolicTensor;

const seed = 7;
const l = layers.layers;
const glorot = () => layers.initializers.glorotUniform({ seed });
const kernel = () => ({ kernelInitializer: glorot() });
const depthwise = () => ({ depthwiseInitializer: glorot(), pointwiseInitializer: glorot() });
const softmax = () => l.dense({ ...kernel(), units: 3, activation: "softmax" });
const image = { inputShape: [12, 12, 1] };

const stack = (...parts: layers.layers.Layer[]): Net => layers.sequential({ layers: parts });

/** What is built, on what it learns, and how much of what it has not seen it must tell right afterwards. */
export interface Case {
  name: string;
  make(): Net;
  task(count: number, seed: number): Task;
  accuracy: number;
}

export const cases: readonly Case[] = [
  {
    name: "conv2d and maxPooling2d",
    task: images,
    accuracy: 0.9,
    make: () =>
      stack(
        l.conv2d({ ...kernel(), ...image, filters: 6, kernelSize: 5, padding: "same" }),
        l.maxPooling2d({ poolSize: 2 }),
        l.reLU(),
        l.conv2d({ ...kernel(), filters: 10, kernelSize: 3, strides: 2 }),
        l.maxPooling2d({ poolSize: 2, strides: 1, padding: "same" }),
        l.flatten(),
        l.dense({ ...kernel(), units: 8, activation: "tanh" }),
        softmax(),
      ),
  },
  {
    name: "depthwiseConv2d and separableConv2d",
    task: images,
    accuracy: 0.9,
    make: () =>
      stack(
        l.depthwiseConv2d({
          depthwiseInitializer: glorot(),
          ...image,
          kernelSize: 3,
          depthMultiplier: 4,
          activation: "relu",
        }),
        l.separableConv2d({
          ...depthwise(),
          filters: 8,
          kernelSize: 3,
          strides: 2,
          padding: "same",
          activation: "relu",
        }),
        l.flatten(),
        softmax(),
      ),
  },
  {
    name: "conv2dTranspose and averagePooling2d",
    task: images,
    accuracy: 0.9,
    make: () =>
      stack(
        l.conv2d({ ...kernel(), ...image, filters: 6, kernelSize: 3, strides: 2, activation: "relu" }),
        l.conv2dTranspose({ ...kernel(), filters: 5, kernelSize: 3, strides: 2, padding: "same", activation: "relu" }),
        l.averagePooling2d({ poolSize: 3, strides: 2 }),
        l.flatten(),
        softmax(),
      ),
  },
  {
    name: "conv3d, conv3dTranspose and poolings of volumes",
    task: volumes,
    accuracy: 0.9,
    make: () =>
      stack(
        l.conv3d({ ...kernel(), inputShape: [6, 8, 8, 1], filters: 5, kernelSize: 3, padding: "same" }),
        l.maxPooling3d({ poolSize: 2 }),
        l.reLU(),
        l.conv3dTranspose({ ...kernel(), filters: 4, kernelSize: 2, strides: 2, activation: "relu" }),
        l.averagePooling3d({ poolSize: 2 }),
        l.flatten(),
        softmax(),
      ),
  },
  {
    name: "batchNormalization",
    task: images,
    accuracy: 0.9,
    make: () =>
      stack(
        l.conv2d({ ...kernel(), ...image, filters: 6, kernelSize: 3, useBias: false }),
        l.batchNormalization({ momentum: 0.8 }),
        l.reLU(),
        l.flatten(),
        l.dense({ ...kernel(), units: 12, useBias: false }),
        l.batchNormalization({ momentum: 0.8 }),
        l.reLU(),
        softmax(),
      ),
  },
  {
    name: "lstm",
    task: sequences,
    accuracy: 0.9,
    make: () =>
      stack(
        l.lstm({ ...kernel(), recurrentInitializer: glorot(), units: 12, inputShape: [12, 2], returnSequences: true }),
        l.lstm({ ...kernel(), recurrentInitializer: glorot(), units: 8 }),
        softmax(),
      ),
  },
  {
    name: "gru",
    task: sequences,
    accuracy: 0.9,
    make: () =>
      stack(l.gru({ ...kernel(), recurrentInitializer: glorot(), units: 12, inputShape: [12, 2] }), softmax()),
  },
  {
    name: "embedding",
    task: sentences,
    accuracy: 0.9,
    make: () =>
      stack(
        l.embedding({ inputDim: 12, outputDim: 6, inputLength: 12, embeddingsInitializer: glorot() }),
        l.globalAveragePooling1d({}),
        softmax(),
      ),
  },
  { name: "a small MobileNet", task: images, accuracy: 0.9, make: mobileNet },
  { name: "a transformer block", task: sentences, accuracy: 0.9, make: transformer },
];

/** Inverted residuals (MobileNetV2): wider by a 1×1 convolution, depthwise, narrower again, and what came in added. */
function mobileNet(): Net {
  const input = layers.input({ shape: [12, 12, 1] });
  const normed = (x: Tensor) => l.batchNormalization({ momentum: 0.8 }).apply(x) as Tensor;
  const active = (x: Tensor) => l.reLU({ maxValue: 6 }).apply(normed(x)) as Tensor;
  const pointwise = (x: Tensor, filters: number) =>
    l.conv2d({ ...kernel(), filters, kernelSize: 1, useBias: false }).apply(x) as Tensor;
  const inverted = (x: Tensor, strides: number) => {
    const wide = active(pointwise(x, 24));
    const seen = l.depthwiseConv2d({
      depthwiseInitializer: glorot(),
      kernelSize: 3,
      strides,
      padding: "same",
      useBias: false,
    });
    const narrow = normed(pointwise(active(seen.apply(wide) as Tensor), 8));
    return strides === 1 ? (l.add().apply([x, narrow]) as Tensor) : narrow;
  };
  const first = l.conv2d({ ...kernel(), filters: 8, kernelSize: 3, strides: 2, padding: "same", useBias: false });
  const features = inverted(inverted(active(first.apply(input) as Tensor), 1), 2);
  const pooled = l.globalAveragePooling2d({}).apply(active(pointwise(features, 16))) as Tensor;
  return layers.model({ inputs: input, outputs: softmax().apply(pooled) as Tensor });
}

/** Attention over a sentence of itself, and two dense layers, each with what came in added and normalized. */
function transformer(): Net {
  const input = layers.input({ shape: [12], dtype: "int32" });
  const words = l.embedding({ inputDim: 12, outputDim: 8, embeddingsInitializer: glorot() }).apply(input) as Tensor;
  const dense = (units: number, activation?: "relu") =>
    l.dense({ ...kernel(), units, ...(activation && { activation }) });
  const [query, key, value] = [0, 1, 2].map(() => dense(8).apply(words) as Tensor) as [Tensor, Tensor, Tensor];
  const weights = l.activation({ activation: "softmax" }).apply(l.dot({ axes: 2 }).apply([query, key])) as Tensor;
  const seen = l.dot({ axes: [2, 1] }).apply([weights, value]) as Tensor;
  const normed = (a: Tensor, b: Tensor) => l.layerNormalization({}).apply(l.add().apply([a, b])) as Tensor;
  const attended = normed(words, dense(8).apply(seen) as Tensor);
  const out = normed(attended, dense(8).apply(dense(16, "relu").apply(attended) as Tensor) as Tensor);
  const pooled = l.globalAveragePooling1d({}).apply(out) as Tensor;
  return layers.model({ inputs: input, outputs: softmax().apply(pooled) as Tensor });
}
