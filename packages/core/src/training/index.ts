// The kernels that tfjs's wasm backend lacks or gets wrong, under tfjs's own names.
import * as tf from "@tensorflow/tfjs-core";
import { add } from "./add.wasm";
import { conv2d, fusedConv2d } from "./conv2d.wasm";
import { conv2dBackpropFilter } from "./conv2dBackpropFilter.wasm";
import { conv2dBackpropInput } from "./conv2dBackpropInput.wasm";
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from "./depthwiseConv2d.wasm";
import { einsum, einsumGradient } from "./einsum.wasm";
import { identity } from "./identity.wasm";
import { batchMatMul, fusedMatMul } from "./matMul.wasm";
import { maxPoolGrad } from "./maxPoolGrad.wasm";
import { sum } from "./sum.wasm";
import type { TrainingConfig } from "./trainingKernel";
import { unsortedSegmentSum } from "./unsortedSegmentSum.wasm";

/** tfjs's kernels that ours replaced, to be put back by `unregisterTrainingKernels`. */
const replaced = new Map<string, tf.KernelConfig | undefined>();

/** The kernels by tfjs's names. */
const trainingKernels: Readonly<Record<string, TrainingConfig>> = {
  Add: add,
  BatchMatMul: batchMatMul,
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dBackpropInput,
  Einsum: einsum,
  FusedConv2D: fusedConv2d,
  Identity: identity,
  MaxPoolGrad: maxPoolGrad,
  Sum: sum,
  UnsortedSegmentSum: unsortedSegmentSum,
  _FusedMatMul: fusedMatMul,
};

/** Registers the training kernels. `ready()` calls it. */
export function registerTrainingKernels(): void {
  if (!tf.getGradient("Einsum")) tf.registerGradient(einsumGradient);
  for (const [name, config] of Object.entries(trainingKernels)) {
    const registered = tf.getKernel(name, "wasm");
    if (registered) tf.unregisterKernel(name, "wasm");
    if (!replaced.has(name)) replaced.set(name, registered);
    tf.registerKernel(config(replaced.get(name)));
  }
}

/** Puts tfjs's own kernels back, also where it has none. `backend` is the wasm backend in use. */
export function unregisterTrainingKernels(backend: tf.KernelBackend): void {
  for (const [kernelName, theirs] of replaced) {
    tf.unregisterKernel(kernelName, "wasm");
    if (!theirs) continue;
    tf.registerKernel(theirs);
    theirs.setupFunc?.(backend); // tfjs does so only in setBackend, and only for kernels registered then
  }
  replaced.clear();
}
