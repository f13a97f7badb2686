import type { Ratio } from "./ratio";

/** The names under which results are published (METHOD.md). */
export const implementations = [
  "attn",
  "attn-reference",
  "tfjs-wasm",
  "tfjs-cpu",
  "tfjs-webgl",
  "tfjs-webgpu",
  "onnxruntime-web",
  "onnxruntime-node",
  "jax-js",
  "pytorch",
  "pytorch-compile",
] as const;

export type Implementation = (typeof implementations)[number];

/** An array as it travels between processes: float32, row-major, channels last. */
export interface Named {
  name: string;
  shape: number[];
  data: Float32Array;
}

/** One piece of work, the same for all who do it. It travels to the other processes as JSON. */
export interface Work {
  suite: string;
  /** ASCII, sizes with `x`, ends in `forward`, `backward` or `train`. */
  case: string;
  op: string;
  params: Record<string, number | string | boolean>;
  /** Which implementations are asked. */
  peers: readonly Implementation[];
  /** Largest accepted difference from the oracle, relative to the largest value expected or 1. */
  tolerance: number;
}

/** Works that are timed in the same rounds, so that their times can be divided by each other. */
export interface Group {
  works: readonly { work: Work; inputs: () => Named[] }[];
}

export interface Result {
  /** Where attn ran in these rounds (`node`, `firefox`, …); peers in Python ran beside it. */
  run: string;
  suite: string;
  case: string;
  implementation: Implementation;
  runtime: string;
  variant: string;
  threads: number;
  medianMs: number;
  minMs: number;
  /** First and third quartile of the samples. */
  q1Ms: number;
  q3Ms: number;
  /** How often the work was done in all, after warm-up. */
  runs: number;
  /** As a multiple of attn's fastest variant, which is 1. Absent where attn does not do the work. */
  vsAttn?: Ratio;
}
