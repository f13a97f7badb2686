// Golden vectors: float64 results of every operator, made by another implementation (goldens/README.md).
import { readFileSync } from "node:fs";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

export interface GoldenTensor {
  shape: number[];
  /** Row-major. */
  data: number[];
  layout?: "NCHW" | "NHWC" | "NCDHW" | "NDHWC";
}

export interface GoldenCase {
  name: string;
  op: string;
  attrs: Record<string, unknown>;
  notes?: string;
  tolerance?: { rtol: number; atol: number };
  inputs: Record<string, GoldenTensor>;
  outputs: Record<string, GoldenTensor>;
  /** What each output is multiplied with before all are summed; the gradients are those of that sum. */
  cotangents: Record<string, GoldenTensor>;
  grads: Record<string, GoldenTensor>;
  grads_finite_only?: string[];
}

export interface GoldenGroup {
  schema: "golden-1";
  group: string;
  cases: GoldenCase[];
}

/** Reads one group of this repository's `goldens/`: `goldens("grid_generators")`. */
export function goldens(group: string): GoldenCase[] {
  const file = new URL(`../../../../goldens/${group}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as GoldenGroup).cases;
}

export const goldenTensor = <T extends Tensor = Tensor>({ shape, data }: GoldenTensor): T =>
  tf.tensor(data, shape, "float32") as T;
