import { affineGrid, gridSample } from "@attn/core";
import type { Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type MakeSubject, subject, type Tensors } from "../subject";
import { sampling } from "./sampling";

interface StnAttrs {
  out_size: readonly [h: number, w: number];
  mode: "bilinear";
  padding_mode: "zeros" | "border" | "reflection";
  align_corners: boolean;
}

export const stnSubjects: Record<string, MakeSubject<unknown>> = {
  /** Two dense layers find theta, the image is sampled after it, and a dense layer classifies the result. */
  stn_model: subject((attrs: StnAttrs, inputs) => {
    const weights = denseWeights(["loc", "theta", "cls"], inputs);
    return { weights, run: (data) => run(attrs, weights, data) };
  }),
};

function run(attrs: StnAttrs, weights: Record<string, Variable>, { image, onehot }: Tensors): Tensors {
  const B = image!.shape[0]!;
  const dense = (name: string, x: Tensor) =>
    tf.add(tf.matMul(flat(x, B), weights[`${name}.kernel`] as Tensor2D), weights[`${name}.bias`]!);
  const theta = tf.reshape(dense("theta", tf.tanh(dense("loc", image!))), [B, 2, 3]);
  const grid = affineGrid(theta, attrs.out_size, { alignCorners: attrs.align_corners });
  const warped = gridSample(image!, grid, sampling(attrs));
  const logits = dense("cls", warped);
  const loss = tf.neg(tf.mean(tf.sum(tf.mul(onehot!, tf.logSoftmax(logits)), 1))) as Scalar;
  return { theta, grid, warped, logits, loss };
}

/** As PyTorch flattens, channels first. */
const flat = (x: Tensor, B: number): Tensor2D =>
  tf.reshape(x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x, [B, -1]) as Tensor2D;

/** Weights of dense layers in the sizes that the inputs of the same names have. */
function denseWeights(layers: readonly string[], inputs: Tensors): Record<string, Variable> {
  const names = layers.flatMap((layer) => [`${layer}.kernel`, `${layer}.bias`]);
  return Object.fromEntries(names.map((name) => [name, tf.variable(tf.zeros(inputs[name]?.shape ?? []))]));
}
