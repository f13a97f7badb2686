// Training steps and generation of DRAW.
import { adam, assignWeights } from "@attn/core";
import { Draw } from "@attn/draw";
import * as tf from "@tensorflow/tfjs-core";
import type { Named, Work } from "../types";
import type { Prepared } from "./contract";

/** Outputs are the loss and all gradients; what is timed clips them and changes the weights too. */
export function prepareDrawTraining({ params }: Work, named: Record<string, Named>): Prepared {
  const { draw, given } = modelOf(params, named);
  const { x, noise } = given as { x: tf.Tensor; noise: tf.Tensor };
  const optimizer = adam({ learningRate: 1e-4, clipNorm: 5 });
  const names = Object.fromEntries(Object.entries(draw.weights).map(([name, variable]) => [variable.name, name]));
  const variables = Object.values(draw.weights);
  const gradients = () => tf.variableGrads(() => draw.elbo(x, { noise }).loss, variables);
  const first = tf.tidy(gradients);
  const outputs = [
    numbers("loss", first.value),
    ...Object.entries(first.grads).map(([name, gradient]) => numbers(`gradient of ${names[name]}`, gradient)),
  ];
  tf.dispose([first.value, first.grads]);
  return {
    outputs,
    run: () => tf.tidy(() => optimizer.applyGradients(gradients().grads)),
    release() {
      tf.dispose(given);
      optimizer.dispose();
      draw.dispose();
    },
  };
}

/** Outputs are the images. */
export function prepareDrawGeneration({ params }: Work, named: Record<string, Named>): Prepared {
  const { draw, given } = modelOf(params, named);
  const generate = () => draw.generate((params as Record<string, number>).B!, { z: given.noise! }).images;
  const first = tf.tidy(generate);
  const outputs = [numbers("images", first)];
  first.dispose();
  return {
    outputs,
    run: () =>
      tf.tidy(() => {
        generate();
      }),
    release() {
      tf.dispose(given);
      draw.dispose();
    },
  };
}

function modelOf(params: Work["params"], named: Record<string, Named>) {
  const { T, Z, units, readSize, writeSize, side } = params as Record<string, number>;
  const tensors = Object.fromEntries(
    Object.entries(named).map(([name, { data, shape }]) => [name, tf.tensor(data, shape, "float32")]),
  );
  const { x, noise, ...weights } = tensors;
  const draw = new Draw({
    ...{ imageSize: [side!, side!, 1], steps: T!, latentSize: Z!, readSize: readSize!, writeSize: writeSize! },
    ...{ encoderUnits: units!, decoderUnits: units! },
  });
  assignWeights(draw.weights, weights as Record<string, tf.Tensor>);
  tf.dispose(weights as Record<string, tf.Tensor>);
  return { draw, given: { noise: noise!, ...(x && { x }) } as Record<string, tf.Tensor> };
}

const numbers = (name: string, tensor: tf.Tensor) => ({
  name,
  shape: tensor.shape,
  data: tensor.dataSync() as Float32Array,
});
