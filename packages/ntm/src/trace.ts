import type { Head } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Stepped } from "./cell";

/** What each head did at each step; read heads first, then write heads. Dispose all. */
export interface NTMTrace {
  /** Where each head looked, `[B, T, heads, N]`. */
  weights: Tensor;
  /** `[B, T, heads, W]` */
  keys: Tensor;
  /** Key strengths from 0, `[B, T, heads]`. */
  beta: Tensor;
  /** 1 looks by content, 0 from where the head was, `[B, T, heads]`. */
  gate: Tensor;
  /** `[B, T, heads, S]` */
  shift: Tensor;
  /** Sharpness from 1, `[B, T, heads]`. */
  gamma: Tensor;
  /** `[B, T, write heads, W]` */
  erase: Tensor;
  /** `[B, T, write heads, W]` */
  add: Tensor;
  /** `[B, T, read heads, W]` */
  reads: Tensor;
  /** The memory after each step, `[B, T, N, W]`. */
  memory: Tensor;
}

/** The trace of steps that were taken one by one. */
export function traceOf(steps: readonly Stepped[], R: number): NTMTrace {
  const overTime = (part: (step: Stepped) => Tensor) => tf.stack(steps.map(part), 1);
  const ofAll = (name: keyof Head) =>
    overTime(({ requests }) =>
      tf.stack(
        requests.map(({ head }) => head[name]),
        1,
      ),
    );
  const ofWriters = (name: "erase" | "add") =>
    overTime(({ requests }) =>
      tf.stack(
        requests.slice(R).map((request) => request[name]!),
        1,
      ),
    );
  return {
    weights: overTime(({ state }) => state.weights),
    keys: ofAll("key"),
    beta: ofAll("beta"),
    gate: ofAll("gate"),
    shift: ofAll("shift"),
    gamma: ofAll("gamma"),
    erase: ofWriters("erase"),
    add: ofWriters("add"),
    reads: overTime(({ state }) => state.reads),
    memory: overTime(({ state }) => state.memory),
  };
}
