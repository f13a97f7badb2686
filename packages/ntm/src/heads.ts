// What a head asks for, from the numbers that the controller gives it.
import type { Head } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Activation, NTMConfig } from "./options";
import { sizesOf } from "./sizes";

/** One head at one step, `[B, …]`. */
export interface HeadRequest {
  /** What `address` takes. */
  head: Head;
  /** Of write heads, `[B, W]`. */
  erase?: Tensor;
  add?: Tensor;
}

/** @param raw `[B, row]`: for each head key, β, gate, shifts, γ and, if it writes, erase and add */
export function headRequests(config: NTMConfig, raw: Tensor): HeadRequest[] {
  const { R, heads, readRow, writeRow } = sizesOf(config);
  const widths = Array.from({ length: heads }, (_, h) => (h < R ? readRow : writeRow));
  return tf.split(raw, widths, 1).map((row, h) => request(config, row, h >= R));
}

function request({ memory, shifts, keyActivation, addActivation }: NTMConfig, row: Tensor, writes: boolean) {
  const { word: W } = memory;
  const parts = tf.split(row, [W, 1, 1, shifts, 1, ...(writes ? [W, W] : [])], 1);
  const [key, beta, gate, shift, gamma, erase, add] = parts as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  return {
    head: {
      key: activate(keyActivation, key),
      beta: flat(tf.softplus(beta)),
      gate: flat(tf.sigmoid(gate)),
      shift: tf.softmax(shift),
      gamma: flat(tf.add(1, tf.softplus(gamma))),
    },
    ...(writes && { erase: tf.sigmoid(erase), add: activate(addActivation, add) }),
  };
}

const activate = (kind: Activation, x: Tensor): Tensor => (kind === "tanh" ? tf.tanh(x) : x);
const flat = (x: Tensor): Tensor => tf.reshape(x, [x.shape[0]!]); // [B, 1] → [B]
