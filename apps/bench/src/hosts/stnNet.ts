// One training step of the network of PyTorch's spatial transformer tutorial, without its dropout, by plain SGD.
import { spatialTransform } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Named } from "../types";
import type { Prepared } from "./contract";

const learningRate = 0.01;

export function prepareTrainingStep(inputs: Record<string, Named>): Prepared {
  const { image, labels, ...named } = inputs as Record<string, Named> & { image: Named; labels: Named };
  const x = tf.tensor4d(image.data, image.shape as [number, number, number, number]);
  const target = tf.oneHot(tf.tensor1d(Int32Array.from(labels.data), "int32"), 10);
  const weights: Record<string, tf.Variable> = {};
  for (const [name, { data, shape }] of Object.entries(named)) weights[name] = tf.variable(tf.tensor(data, shape));
  const optimizer = tf.train.sgd(learningRate);
  const step = () => optimizer.minimize(() => loss(x, target, weights), true, Object.values(weights))!;
  const first = step();
  const outputs = [named0("loss", first), ...Object.entries(weights).map(([name, variable]) => named0(name, variable))];
  first.dispose();
  return {
    outputs,
    run: () => step().dispose(),
    release() {
      tf.dispose([x, target, weights]);
      optimizer.dispose();
    },
  };
}

const named0 = (name: string, t: tf.Tensor): Named => ({ name, shape: t.shape, data: t.dataSync() as Float32Array });

function loss(x: tf.Tensor4D, target: tf.Tensor, p: Record<string, tf.Variable>): tf.Scalar {
  const logits = classify(spatialTransform(x, localize(x, p), [28, 28]), p);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), target), 1)));
}

function localize(x: tf.Tensor4D, p: Record<string, tf.Variable>): tf.Tensor {
  const a = block(x, p["loc1.kernel"]!, p["loc1.bias"]!);
  const b = block(a, p["loc2.kernel"]!, p["loc2.bias"]!);
  const h = tf.relu(dense(tf.reshape(b, [-1, 90]), p["loc3.kernel"]!, p["loc3.bias"]!));
  return tf.reshape(dense(h, p["loc4.kernel"]!, p["loc4.bias"]!), [-1, 2, 3]);
}

function classify(x: tf.Tensor4D, p: Record<string, tf.Variable>): tf.Tensor {
  const a = block(x, p["conv1.kernel"]!, p["conv1.bias"]!);
  const b = block(a, p["conv2.kernel"]!, p["conv2.bias"]!);
  const h = tf.relu(dense(tf.reshape(b, [-1, 320]), p["fc1.kernel"]!, p["fc1.bias"]!));
  return dense(h, p["fc2.kernel"]!, p["fc2.bias"]!);
}

/** Convolution, 2×2 maximum, relu. */
function block(x: tf.Tensor4D, kernel: tf.Variable, bias: tf.Variable): tf.Tensor4D {
  const y = tf.add(tf.conv2d(x, kernel as tf.Variable<tf.Rank.R4>, 1, "valid"), bias) as tf.Tensor4D;
  return tf.relu(tf.maxPool(y, 2, 2, "valid"));
}

const dense = (x: tf.Tensor, kernel: tf.Variable, bias: tf.Variable) =>
  tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Variable<tf.Rank.R2>), bias);
