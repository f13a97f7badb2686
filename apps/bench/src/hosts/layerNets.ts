// Training steps of nets of tf.layers, as their user would build them; plain SGD.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import type { Named, Work } from "../types";
import { type Prepared, Unsupported } from "./contract";

type Tensor = layers.SymbolicTensor;

const l = layers.layers;
const learningRate = 0.01;

const sequential = (...parts: layers.layers.Layer[]) => layers.sequential({ layers: parts });

/** Each by the first word of its case; what it returns are logits. */
const nets: Record<string, (inputShape: number[]) => layers.LayersModel> = {
  conv2d: (inputShape) =>
    sequential(
      l.conv2d({ inputShape, filters: 16, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.conv2d({ filters: 32, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 10 }),
    ),

  MobileNet(shape) {
    const input = layers.input({ shape });
    const [channels, wide] = [shape[2]!, 4 * shape[2]!];
    const norm = (x: Tensor) => l.batchNormalization({}).apply(x) as Tensor;
    const relu6 = (x: Tensor) => l.reLU({ maxValue: 6 }).apply(x) as Tensor;
    const pointwise = (x: Tensor, filters: number) =>
      l.conv2d({ filters, kernelSize: 1, useBias: false }).apply(x) as Tensor;
    const depthwise = l.depthwiseConv2d({ kernelSize: 3, padding: "same", useBias: false });
    const seen = depthwise.apply(relu6(norm(pointwise(input, wide)))) as Tensor;
    const out = l.add().apply([input, norm(pointwise(relu6(norm(seen)), channels))]) as Tensor;
    const pooled = l.globalAveragePooling2d({}).apply(out) as Tensor;
    return layers.model({ inputs: input, outputs: l.dense({ units: 10 }).apply(pooled) as Tensor });
  },

  conv3d: (inputShape) =>
    sequential(
      l.conv3d({ inputShape, filters: 8, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling3d({ poolSize: 2 }),
      l.conv3d({ filters: 16, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling3d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 10 }),
    ),

  lstm: (inputShape) =>
    sequential(
      l.lstm({ inputShape, units: 64, recurrentActivation: "sigmoid", recurrentInitializer: "glorotUniform" }),
      l.dense({ units: 10 }),
    ),

  transformer(shape) {
    const input = layers.input({ shape });
    const width = shape[1]!;
    const dense = (x: Tensor, units: number, activation?: "relu") =>
      l.dense({ units, ...(activation && { activation }) }).apply(x) as Tensor;
    const [query, key, value] = [0, 1, 2].map(() => dense(input, width)) as [Tensor, Tensor, Tensor];
    const weights = l.activation({ activation: "softmax" }).apply(l.dot({ axes: 2 }).apply([query, key])) as Tensor;
    const seen = dense(l.dot({ axes: [2, 1] }).apply([weights, value]) as Tensor, width);
    const normed = (a: Tensor, b: Tensor) => l.layerNormalization({}).apply(l.add().apply([a, b])) as Tensor;
    const attended = normed(input, seen);
    const out = normed(attended, dense(dense(attended, 2 * width, "relu"), width));
    const pooled = l.globalAveragePooling1d({}).apply(out) as Tensor;
    return layers.model({ inputs: input, outputs: dense(pooled, 10) });
  },
};

export function prepareLayersTraining({ params }: Work, inputs: Record<string, Named>): Prepared {
  if (!tf.getKernel("Conv2DBackpropFilter", tf.getBackend())) {
    throw new Unsupported(`tfjs's ${tf.getBackend()} backend lacks kernels for training`);
  }
  const { x: image, labels, ...named } = inputs as Record<string, Named> & { x: Named; labels: Named };
  const model = nets[params.net as string]!(image.shape.slice(1));
  const variables = weightsOf(model, Object.values(named));
  const x = tf.tensor(image.data, image.shape);
  const target = tf.oneHot(tf.tensor1d(Int32Array.from(labels.data), "int32"), 10);
  const optimizer = tf.train.sgd(learningRate);
  const loss = () =>
    tf.losses.softmaxCrossEntropy(target, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const step = () => optimizer.minimize(loss, true, variables)!;
  const first = step();
  const out = (name: string, t: tf.Tensor): Named => ({ name, shape: t.shape, data: t.dataSync() as Float32Array });
  const outputs = [out("loss", first), ...Object.keys(named).map((name, i) => out(name, variables[i]!))];
  first.dispose();
  const gpu = tf.getBackend().startsWith("web");
  const fetched = async () => {
    const value = step();
    await value.data();
    value.dispose();
  };
  return {
    outputs,
    run: gpu ? fetched : () => step().dispose(),
    release() {
      tf.dispose([x, target]);
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** The model's trainable variables, with the given values, which are in the order of the layers. */
function weightsOf(model: layers.LayersModel, values: readonly Named[]): tf.Variable[] {
  const weights = model.trainableWeights;
  if (weights.length !== values.length) throw new Error(`the net has ${weights.length} weights, got ${values.length}`);
  return weights.map((weight, i) => {
    const { name, shape, data } = values[i]!;
    if (String(weight.shape) !== String(shape)) throw new Error(`${name} must be [${weight.shape}], got [${shape}]`);
    tf.tidy(() => void weight.write(tf.tensor(data, shape)));
    return (weight as unknown as { val: tf.Variable }).val;
  });
}
