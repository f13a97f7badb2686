import { NTM, type NTMOptions, runNTM } from "@attn/ntm";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type MakeSubject, subject, type Tensors } from "../subject";

interface NtmAttrs {
  controller: "lstm" | "feedforward";
  read_heads: number;
  write_heads: number;
  shift_taps: number;
  key_activation: "tanh" | "linear";
  add_activation: "tanh" | "linear";
  read_memory: "previous" | "updated";
}

export const ntmSubjects: Record<string, MakeSubject<unknown>> = {
  /** A whole sequence. The case has time before the batch and a kernel for each head; its inputs are differentiable where they are. */
  ntm_sequence: subject((attrs: NtmAttrs, inputs) => {
    const ntm = new NTM(optionsOf(attrs, inputs));
    const { config } = ntm;
    ntm.dispose();
    return {
      run: (given) => {
        const { outputs, trace } = runNTM(config, weightsOf(attrs, given), turned(given.x!), stateOf(given), true);
        return {
          loss: tf.losses.sigmoidCrossEntropy(turned(given.target!), outputs),
          logits: turned(outputs),
          reads: turned(trace!.reads),
          weights: turned(trace!.weights),
          memories: turned(trace!.memory),
        };
      },
    };
  }),
};

function optionsOf(attrs: NtmAttrs, { x, target, memory0, "out.kernel": out }: Tensors): NTMOptions {
  const [, slots, word] = memory0!.shape as [number, number, number];
  return {
    inputSize: x!.shape[2]!,
    outputSize: target!.shape[2]!,
    controller: { type: attrs.controller, units: out!.shape[0]! - attrs.read_heads * word },
    memory: { slots, word },
    readHeads: attrs.read_heads,
    writeHeads: attrs.write_heads,
    shifts: attrs.shift_taps,
    keyActivation: attrs.key_activation,
    addActivation: attrs.add_activation,
    memoryOrder: attrs.read_memory === "previous" ? "read-previous" : "address-previous",
  };
}

/** The case's weights under the machine's names. */
function weightsOf({ controller, read_heads: R, write_heads: writers }: NtmAttrs, given: Tensors): Tensors {
  const ofHeads = (part: string) => Array.from({ length: R + writers }, (_, h) => given[`head${h}.${part}`]!);
  const kernel =
    controller === "lstm" ? tf.concat([given["lstm.kernel"]!, given["lstm.recurrent_kernel"]!]) : given["ff.kernel"]!;
  return {
    [`${controller}0.kernel`]: kernel,
    [`${controller}0.bias`]: given["lstm.bias"] ?? given["ff.bias"]!,
    "heads.kernel": tf.concat(ofHeads("kernel"), 1),
    "heads.bias": tf.concat(ofHeads("bias")),
    "output.kernel": given["out.kernel"]!,
    "output.bias": given["out.bias"]!,
  };
}

function stateOf({ memory0, weights0, read0, h0, c0 }: Tensors) {
  const controller = h0 ? [tf.expandDims(tf.stack([h0, c0!], 1), 1)] : []; // [B, 1, 2, units]
  return { memory: memory0!, weights: weights0!, reads: read0!, controller };
}

/** `[T, B, …]` to `[B, T, …]`, and back. */
const turned = (x: Tensor): Tensor => tf.transpose(x, [1, 0, ...Array.from({ length: x.rank - 2 }, (_, i) => i + 2)]);
