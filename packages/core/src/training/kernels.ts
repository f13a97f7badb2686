// The kernels that tfjs's wasm backend lacks or gets wrong, under tfjs's own names.
import * as tf from "@tensorflow/tfjs-core";
import { add } from "./add.wasm";
import { fusedBatchNorm } from "./batchNorm.wasm";
import { greater, greaterEqual, less, lessEqual, logicalAnd, select } from "./compare.wasm";
import { conv2d, fusedConv2d } from "./conv2d.wasm";
import { conv2dBackpropFilter } from "./conv2dBackpropFilter.wasm";
import { conv2dBackpropInput } from "./conv2dBackpropInput.wasm";
import { conv3d, conv3dBackpropFilter, conv3dBackpropInput } from "./conv3d.wasm";
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from "./depthwiseConv2d.wasm";
import { einsum } from "./einsum.wasm";
import { identity } from "./identity.wasm";
import { batchMatMul, fusedMatMul } from "./matMul.wasm";
import { maxPool3d, maxPool3dGrad, maxPoolGrad, maxPoolWithArgmax } from "./maxPool.wasm";
import { slice, tile } from "./parts.wasm";
import { mean, sum } from "./sum.wasm";
import type { TrainingConfig } from "./trainingKernel";
import { transformWasm } from "./transform.wasm";
import { unsortedSegmentSum } from "./unsortedSegmentSum.wasm";

/** tfjs's kernels that ours replaced, to be put back by `restoreKernels`. */
const replaced = new Map<string, tf.KernelConfig | undefined>();

/** The kernels by tfjs's names. */
const trainingKernels: Readonly<Record<string, TrainingConfig>> = {
  Add: add,
  BatchMatMul: batchMatMul,
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  Conv3D: conv3d,
  Conv3DBackpropFilterV2: conv3dBackpropFilter,
  Conv3DBackpropInputV2: conv3dBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dBackpropInput,
  Einsum: einsum,
  FusedBatchNorm: fusedBatchNorm,
  FusedConv2D: fusedConv2d,
  Greater: greater,
  GreaterEqual: greaterEqual,
  Identity: identity,
  Less: less,
  LessEqual: lessEqual,
  LogicalAnd: logicalAnd,
  MaxPool3D: maxPool3d,
  MaxPool3DGrad: maxPool3dGrad,
  MaxPoolGrad: maxPoolGrad,
  MaxPoolWithArgmax: maxPoolWithArgmax,
  Mean: mean,
  Select: select,
  Slice: slice,
  Sum: sum,
  Tile: tile,
  Transform: transformWasm,
  UnsortedSegmentSum: unsortedSegmentSum,
  _FusedMatMul: fusedMatMul,
};

/** Puts our kernels in the place of tfjs's. */
export function replaceKernels(): void {
  for (const [name, config] of Object.entries(trainingKernels)) {
    const registered = tf.getKernel(name, "wasm");
    if (registered) tf.unregisterKernel(name, "wasm");
    if (!replaced.has(name)) replaced.set(name, registered);
    tf.registerKernel(config(replaced.get(name)));
  }
}

/** Puts tfjs's own kernels back, also where it has none. `backend` is the wasm backend in use. */
export function restoreKernels(backend: tf.KernelBackend): void {
  for (const [kernelName, theirs] of replaced) {
    tf.unregisterKernel(kernelName, "wasm");
    if (!theirs) continue;
    tf.registerKernel(theirs);
    theirs.setupFunc?.(backend); // tfjs does so only in setBackend, and only for kernels registered then
  }
  replaced.clear();
}
