// What follows the sums in a fused kernel.
import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** tfjs's attributes of a fused kernel. */
export interface Activation {
  activation: string;
  leakyreluAlpha?: number;
}

/** What some activations clamp to, which a kernel does in passing. */
const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  relu: [0, Number.POSITIVE_INFINITY],
  relu6: [0, 6],
};

/** tfjs's kernels for the others. */
const kernels: Readonly<Record<string, string>> = {
  elu: "Elu",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
  sigmoid: "Sigmoid",
};

export const isKnown = (activation: string): boolean =>
  activation === "linear" || Object.hasOwn(ranges, activation) || Object.hasOwn(kernels, activation);

/** What the sums are clamped to; everything, where the activation is no clamping. */
export const rangeOf = (activation: string): readonly [low: number, high: number] =>
  ranges[activation] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** The activation of sums that were clamped to its range; disposes them if it makes another tensor. */
export function activate(
  sums: TensorInfo,
  { activation, leakyreluAlpha }: Activation,
  slopes?: TensorInfo,
): TensorInfo {
  const name = kernels[activation];
  if (!name) return sums;
  const backend = tf.backend() as KernelBackend;
  const inputs = { x: sums, ...(slopes && { alpha: slopes }) };
  const out = tf.getKernel(name, "wasm").kernelFunc({ inputs, attrs: { alpha: leakyreluAlpha ?? 0 }, backend });
  backend.disposeData(sums.dataId);
  return out as TensorInfo;
}
