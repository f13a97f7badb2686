// What follows the sums in a fused kernel.
import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";

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

/** tfjs's kernels for the others. */
const kernels: Readonly<Record<string, string>> = {
  elu: "Elu",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
  sigmoid: "Sigmoid",
};

export const isKnown = (activation: string): boolean =>
  Object.hasOwn(ranges, activation) || Object.hasOwn(kernels, activation);

/** What a kernel clamps its sums to: everything, where the activation is no clamping. */
export const rangeOf = (activation: string): readonly [low: number, high: number] =>
  ranges[activation] ?? (ranges.linear as readonly [number, number]);

interface Rest extends Activation {
  /** What a kernel could not add in passing: any shape that tfjs's `Add` takes. */
  bias?: TensorInfo | undefined;
  slopes?: TensorInfo | undefined;
}

/** Bias and activation, where the kernel has not done them; disposes the sums if it makes other tensors. */
export function finish(sums: TensorInfo, { bias, activation, leakyreluAlpha, slopes }: Rest, heap: Heap): TensorInfo {
  const added = bias ? replace(sums, "Add", { a: sums, b: bias }) : sums;
  const kernel = kernels[activation];
  if (kernel) {
    return replace(added, kernel, { x: added, ...(slopes && { alpha: slopes }) }, { alpha: leakyreluAlpha ?? 0 });
  }
  const [low, high] = rangeOf(activation);
  if (bias) heap.kernels.clamp(heap.pointer(added), tf.util.sizeFromShape(added.shape), low, high);
  return added;
}

function replace(old: TensorInfo, kernel: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap = {}) {
  const backend = tf.backend() as KernelBackend;
  const out = tf.getKernel(kernel, "wasm").kernelFunc({ inputs, attrs, backend }) as TensorInfo;
  backend.disposeData(old.dataId);
  return out;
}
