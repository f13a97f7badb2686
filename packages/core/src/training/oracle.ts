// For tests: tfjs's own kernel on cpu, which needs no switch of the backend.
import type { DataType, KernelBackend, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe } from "vitest";
import { ready } from "../ready";
import { backendsHere } from "../testing";

interface CpuBackend extends KernelBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: ArrayLike<number>): TensorInfo;
}

/** What tfjs's cpu backend makes of the same inputs, read back as a tensor of the backend in use. */
export const onCpu = (kernelName: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  onCpuAll(kernelName, inputs, attrs)[0]!;

/** The same of a kernel with more than one output. */
export function onCpuAll(kernelName: string, inputs: Record<string, Tensor>, attrs: object): Tensor[] {
  const backend = tf.findBackend("cpu") as CpuBackend;
  const copies = Object.entries(inputs).map(([name, t]) => [
    name,
    backend.makeTensorInfo(t.shape, t.dtype, t.dataSync()),
  ]);
  const { kernelFunc } = tf.getKernel(kernelName, "cpu");
  const out = kernelFunc({
    inputs: Object.fromEntries(copies) as tf.NamedTensorInfoMap,
    attrs: { ...attrs } as tf.NamedAttrMap,
    backend,
  });
  const outs = (Array.isArray(out) ? out : [out]) as TensorInfo[];
  return outs.map(({ dataId, shape, dtype }) => tf.tensor(backend.readSync(dataId) as Float32Array, shape, dtype));
}

/** The same on the backend in use. */
export const onWasm = (kernelName: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  tf.engine().runKernel(kernelName, inputs, { ...attrs } as tf.NamedAttrMap) as Tensor;

/** Runs tests with each variant of the kernels. */
export function onEveryVariant(subject: string, body: () => void): void {
  const variants = backendsHere.filter(({ variant }) => variant && variant !== "none");
  describe.each(variants)(`${subject} ($name)`, ({ backend, variant }) => {
    beforeAll(async () => {
      const { reason } = await ready({ backend: backend!, variant: variant! });
      if (reason) throw new Error(reason);
    });
    body();
  });
}
