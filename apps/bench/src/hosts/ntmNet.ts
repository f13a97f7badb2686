// Training steps and runs of a Neural Turing Machine on the copy task.
import { assignWeights, rmsprop } from "@attn/core";
import { maskedLoss, NTM } from "@attn/ntm";
import * as tf from "@tensorflow/tfjs-core";
import type { Named, Work } from "../types";
import type { Prepared } from "./contract";

/** Outputs are the loss and all gradients; what is timed clips them and changes the weights too. */
export function prepareNtmTraining({ params }: Work, named: Record<string, Named>): Prepared {
  const { ntm, inputs, targets } = machineOf(params, named);
  const [B, T, L] = [inputs.shape[0]!, inputs.shape[1]!, targets.shape[1]!];
  const padded = tf.tidy(() =>
    tf.pad(targets, [
      [0, 0],
      [T - L, 0],
      [0, 0],
    ]),
  );
  const mask = tf.tidy(() => tf.concat([tf.zeros([B, T - L]), tf.ones([B, L])], 1));
  const optimizer = rmsprop({ learningRate: 1e-4, clipNorm: 10 });
  const names = Object.fromEntries(Object.entries(ntm.weights).map(([name, variable]) => [variable.name, name]));
  const variables = Object.values(ntm.weights);
  const gradients = () => tf.variableGrads(() => maskedLoss(ntm.run(inputs).outputs, padded, mask), variables);
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
      tf.dispose([inputs, targets, padded, mask]);
      optimizer.dispose();
      ntm.dispose();
    },
  };
}

/** Outputs are the logits. */
export function prepareNtmForward({ params }: Work, named: Record<string, Named>): Prepared {
  const { ntm, inputs, targets } = machineOf(params, named);
  const first = tf.tidy(() => ntm.run(inputs).outputs);
  const outputs = [numbers("logits", first)];
  first.dispose();
  return {
    outputs,
    run: () =>
      tf.tidy(() => {
        ntm.run(inputs);
      }),
    release() {
      tf.dispose([inputs, targets]);
      ntm.dispose();
    },
  };
}

function machineOf(params: Work["params"], named: Record<string, Named>) {
  const { controller, units, pairs, slots, word, shifts } = params as Record<string, number>;
  const tensors = Object.fromEntries(
    Object.entries(named).map(([name, { data, shape }]) => [name, tf.tensor(data, shape, "float32")]),
  );
  const { inputs, targets, ...weights } = tensors as Record<string, tf.Tensor> & {
    inputs: tf.Tensor;
    targets: tf.Tensor;
  };
  const ntm = new NTM({
    inputSize: inputs.shape[2]!,
    outputSize: targets.shape[2]!,
    controller: { type: controller as unknown as "lstm" | "feedforward", units: units! },
    memory: { slots: slots!, word: word! },
    readHeads: pairs!,
    writeHeads: pairs!,
    shifts: shifts!,
  });
  assignWeights(ntm.weights, weights);
  tf.dispose(weights);
  return { ntm, inputs, targets };
}

const numbers = (name: string, t: tf.Tensor): Named => ({ name, shape: t.shape, data: t.dataSync() as Float32Array });
