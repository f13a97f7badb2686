// Golden vectors: float64 results of every operator, made by another implementation (goldens/README.md).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expectClose, expectFinite } from "./expect";

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

/**
 * Reads one group of golden vectors: `goldens("grid_generators")`.
 *
 * @param folder where `<group>.json` lies; by default this repository's `goldens/`, which only its own tests have
 */
export function goldens(group: string, folder: string = ownGoldens()): GoldenCase[] {
  return (JSON.parse(readFileSync(join(folder, `${group}.json`), "utf8")) as GoldenGroup).cases;
}

const ownGoldens = () => fileURLToPath(new URL("../../../../goldens", import.meta.url));

export const goldenTensor = <T extends Tensor = Tensor>({ shape, data }: GoldenTensor): T =>
  tf.tensor(data, shape, "float32") as T;

/**
 * Compares `f` with a golden case: its output, and the gradient of its output times the case's cotangent for every input
 * that the case has one for; those in `grads_finite_only` must be finite.
 *
 * @param inputs what `f` takes, by the case's names, in order
 * @param output what `f` returns, by the case's name
 */
export function expectGolden(
  { inputs: given, outputs, cotangents, grads, grads_finite_only: finiteOnly = [], tolerance }: GoldenCase,
  inputs: readonly string[],
  output: string,
  f: (...xs: never[]) => Tensor,
): void {
  const apply = f as unknown as (...xs: Tensor[]) => Tensor;
  tf.tidy(() => {
    const xs = inputs.map((name) => goldenTensor(given[name]!));
    expectClose(apply(...xs), goldenTensor(outputs[output]!), tolerance?.rtol);
    if (!cotangents[output]) return;
    const gradients = tf.grads(apply)(xs, goldenTensor(cotangents[output]));
    inputs.forEach((name, i) => {
      if (grads[name]) expectClose(gradients[i]!, goldenTensor(grads[name]), tolerance?.rtol);
      if (finiteOnly.includes(name)) expectFinite(gradients[i]!);
    });
  });
}
