// One time step, of the operators: the paper's figure 1, and the reference of the fused sequence.
import { address, eraseAdd, readMemory } from "@attn/core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { builtInController, type Controller } from "./controllers";
import { type HeadRequest, headRequests } from "./heads";
import type { NTMConfig } from "./options";
import { sizesOf } from "./sizes";
import type { NTMState } from "./state";
import type { NTMWeights } from "./weights";

/** A step's output, the state after it, and what each head asked for. */
export interface Stepped {
  /** `[B, O]` */
  logits: Tensor;
  state: NTMState;
  requests: HeadRequest[];
}

export function ntmStep(
  config: NTMConfig,
  weights: NTMWeights,
  x: Tensor,
  prev: NTMState,
  controller: Controller = builtInController(config, weights),
): Stepped {
  const { R, W } = sizesOf(config);
  const [h, next] = controller(tf.concat([x, tf.reshape(prev.reads, [-1, R * W])], 1), prev.controller);
  const requests = headRequests(config, linear(weights, "heads", h));
  const wPrev = tf.unstack(prev.weights, 1);
  const look = (heads: number[], memory: Tensor) => heads.map((i) => address(requests[i]!.head, memory, wPrev[i]!));
  const readers = wPrev.map((_, i) => i).slice(0, R);
  const writers = wPrev.map((_, i) => i).slice(R);

  const wWrite = look(writers, prev.memory); // §3.3
  const memory = write(
    prev.memory,
    wWrite,
    writers.map((i) => requests[i]!),
  ); // eqs. 3–4
  const wRead = look(readers, config.memoryOrder === "write-first" ? memory : prev.memory);
  const reads = readMemory(config.memoryOrder === "read-previous" ? prev.memory : memory, tf.stack(wRead, 1)); // eq. 2

  const logits = linear(weights, "output", tf.concat([h, tf.reshape(reads, [-1, R * W])], 1));
  return { logits, state: { memory, weights: tf.stack([...wRead, ...wWrite], 1), reads, controller: next }, requests };
}

/** All heads erase, then all add. */
function write(memory: Tensor, w: Tensor[], requests: HeadRequest[]): Tensor {
  const every = (part: "erase" | "add") =>
    tf.stack(
      requests.map((request) => request[part]!),
      1,
    ); // [B, heads, W]
  return eraseAdd(memory, tf.stack(w, 1), every("erase"), every("add"));
}

const linear = (weights: NTMWeights, name: string, x: Tensor): Tensor =>
  tf.add(tf.matMul(x as Tensor2D, weights[`${name}.kernel`] as Tensor2D), weights[`${name}.bias`]!);
