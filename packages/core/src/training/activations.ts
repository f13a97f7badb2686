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
  linear: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  relu: [0, Number.POSITIVE_INFINITY],
  relu6: [0, 6],
};

/** tfjs's kernels for them by themselves. */
const kernels: Readonly<Record<string, string>> = {
  elu: "Elu",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
  relu: "Relu",
  relu6: "Relu6",
  sigmoid: "Sigmoid",
};

export const isKnown = (activation: string): boolean => activation === "linear" || Object.hasOwn(kernels, activation);

/** What a kernel clamps its sums to: everything, where the activation is no clamping. */
export const rangeOf = (activation: string): readonly [low: number, high: number] =>
  ranges[activation] ?? (ranges.linear as readonly [number, number]);

interface Rest extends Activation {
  /** What a kernel could not add in passing: any shape that tfjs's `Add` takes. */
  bias?: TensorInfo | undefined;
  slopes?: TensorInfo | undefined;
}

/** Bias and activation, where the kernel has not done them; disposes the sums if it makes other tensors. */
export function finish(sums: TensorInfo, { bias, activation, leakyreluAlpha, slopes }: Rest): TensorInfo {
  const added = bias ? replace(sums, "Add", { a: sums, b: bias }) : sums;
  const clamped = !bias && Object.hasOwn(ranges, activation);
  if (clamped || activation === "linear") return added;
  const inputs = { x: added, ...(slopes && { alpha: slopes }) };
  return replace(added, kernels[activation]!, inputs, { alpha: leakyreluAlpha ?? 0 });
}

function replace(old: TensorInfo, kernel: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap = {}) {
  const backend = tf.backend() as KernelBackend;
  const out = tf.getKernel(kernel, "wasm").kernelFunc({ inputs, attrs, backend }) as TensorInfo;
  backend.disposeData(old.dataId);
  return out;
}
