// Golden sequences, [T, B, …] with a kernel for each head, as runs of ours. For the tests.
import { type GoldenCase, goldenTensor } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checkedConfig, type NTMConfig } from "./options";
import { runNTM } from "./sequence";

interface Attrs {
  controller: "lstm" | "feedforward";
  read_heads: number;
  write_heads: number;
  shift_taps: number;
  key_activation: "tanh" | "linear";
  add_activation: "tanh" | "linear";
  read_memory: "previous" | "updated";
}

/** A golden case's differentiable inputs, and what computes its outputs from them. */
export function fromGolden(golden: GoldenCase) {
  const config = configOf(golden);
  const target = goldenTensor(golden.inputs.target!);
  const names = Object.keys(golden.inputs).filter((name) => name !== "target");
  const inputs = Object.fromEntries(names.map((name) => [name, goldenTensor(golden.inputs[name]!)]));
  return { inputs, run: (xs: Record<string, Tensor>) => run(config, xs, target) };
}

function configOf({ attrs, inputs }: GoldenCase): NTMConfig {
  const { controller, ...rest } = attrs as unknown as Attrs;
  const [, slots, word] = inputs.memory0!.shape as [number, number, number];
  return checkedConfig("golden", {
    inputSize: inputs.x!.shape[2]!,
    outputSize: inputs.target!.shape[2]!,
    controller: { type: controller, units: inputs["out.kernel"]!.shape[0]! - rest.read_heads * word },
    memory: { slots, word },
    readHeads: rest.read_heads,
    writeHeads: rest.write_heads,
    shifts: rest.shift_taps,
    keyActivation: rest.key_activation,
    addActivation: rest.add_activation,
    memoryOrder: rest.read_memory === "previous" ? "read-previous" : "address-previous",
  });
}

function run(config: NTMConfig, xs: Record<string, Tensor>, target: Tensor): Record<string, Tensor> {
  const heads = Array.from({ length: config.readHeads + config.writeHeads }, (_, h) => `head${h}`);
  const weights = {
    ...(config.controller.type === "lstm"
      ? {
          "lstm0.kernel": tf.concat([xs["lstm.kernel"]!, xs["lstm.recurrent_kernel"]!]),
          "lstm0.bias": xs["lstm.bias"]!,
        }
      : { "feedforward0.kernel": xs["ff.kernel"]!, "feedforward0.bias": xs["ff.bias"]! }),
    "heads.kernel": tf.concat(
      heads.map((head) => xs[`${head}.kernel`]!),
      1,
    ),
    "heads.bias": tf.concat(heads.map((head) => xs[`${head}.bias`]!)),
    "output.kernel": xs["out.kernel"]!,
    "output.bias": xs["out.bias"]!,
  };
  const { h0, c0 } = xs;
  const controller = h0 ? [tf.expandDims(tf.stack([h0, c0!], 1), 1)] : []; // [B, 1, 2, U]
  const state = { memory: xs.memory0!, weights: xs.weights0!, reads: xs.read0!, controller };
  const { outputs, trace } = runNTM(config, weights, batchFirst(xs.x!), state, true);
  const losses = tf.losses.sigmoidCrossEntropy(batchFirst(target), outputs);
  return {
    loss: losses,
    logits: batchFirst(outputs),
    reads: batchFirst(trace!.reads),
    weights: batchFirst(trace!.weights),
    memories: batchFirst(trace!.memory),
  };
}

/** [T, B, …] to [B, T, …] and back. */
const batchFirst = (x: Tensor): Tensor =>
  tf.transpose(x, [1, 0, ...Array.from({ length: x.rank - 2 }, (_, i) => i + 2)]);
