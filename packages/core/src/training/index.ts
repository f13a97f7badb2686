// The kernels that tfjs's wasm backend lacks or gets wrong, under tfjs's own names.
import * as tf from "@tensorflow/tfjs-core";
import { conv2dBackpropFilter } from "./conv2dBackpropFilter.wasm";
import { conv2dBackpropInput } from "./conv2dBackpropInput.wasm";
import { identity } from "./identity.wasm";
import { maxPoolGrad } from "./maxPoolGrad.wasm";
import { unsortedSegmentSum } from "./unsortedSegmentSum.wasm";

/** tfjs's kernels that ours replaced, to be put back by `unregisterTrainingKernels`. */
const replaced = new Map<string, tf.KernelConfig | undefined>();

/** Kernels by tfjs's name. */
const trainingKernels: readonly tf.KernelConfig[] = [
  conv2dBackpropFilter,
  conv2dBackpropInput,
  identity,
  maxPoolGrad,
  unsortedSegmentSum,
];

/** Registers the training kernels. `ready()` calls it. */
export function registerTrainingKernels(): void {
  for (const config of trainingKernels) {
    const { kernelName } = config;
    const theirs = tf.getKernel(kernelName, "wasm");
    if (theirs) tf.unregisterKernel(kernelName, "wasm");
    if (!replaced.has(kernelName)) replaced.set(kernelName, theirs);
    tf.registerKernel(config);
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
