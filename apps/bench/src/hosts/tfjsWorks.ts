// What every host on tfjs shares: tensors in and out, and the works that tfjs's own ops do.
import * as tf from "@tensorflow/tfjs-core";
import type { Named, Work } from "../types";
import { type Prepared, Unsupported } from "./contract";

export type Inputs = Record<string, tf.Tensor>;
export type Outputs = Record<string, tf.Tensor>;

/** A work on tensors; everything it makes is freed after each run. */
export type TensorWork = (inputs: Inputs, params: Work["params"]) => Outputs;

export function prepareTensorWork(work: Work, inputs: Record<string, Named>, compute: TensorWork): Prepared {
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape }]) => [name, tf.tensor(data, shape, "float32")]),
  );
  const first = tf.tidy(() => compute(tensors, work.params) as unknown as tf.TensorContainer) as unknown as Outputs;
  const outputs = Object.entries(first).map(([name, t]) => ({
    name,
    shape: t.shape,
    data: t.dataSync() as Float32Array,
  }));
  tf.dispose(first);
  return {
    outputs,
    run() {
      tf.engine().startScope();
      compute(tensors, work.params);
      tf.engine().endScope();
    },
    release: () => tf.dispose(tensors),
  };
}

/** The same, where the numbers must be fetched before a run is over. */
export async function prepareFetchedWork(
  work: Work,
  inputs: Record<string, Named>,
  compute: TensorWork,
): Promise<Prepared> {
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape }]) => [name, tf.tensor(data, shape, "float32")]),
  );
  async function once(): Promise<Named[]> {
    const made = tf.tidy(() => compute(tensors, work.params) as unknown as tf.TensorContainer) as unknown as Outputs;
    const named = Object.entries(made).map(async ([name, t]) => ({
      name,
      shape: t.shape,
      data: (await t.data()) as Float32Array,
    }));
    const outputs = await Promise.all(named);
    tf.dispose(made);
    return outputs;
  }
  return {
    outputs: await once(),
    run: async () => void (await once()),
    release: () => tf.dispose(tensors),
  };
}

/** Two gradients of `sum(f(x, y) · cotangent)`, and nothing else: forward and backward together. */
export function gradsOf(
  f: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
  cotangent: tf.Tensor,
) {
  return tf.grads((a, b) => f(a!, b!))([x, y], cotangent) as [tf.Tensor, tf.Tensor];
}

export const tfjsWorks: Record<string, TensorWork> = {
  gemm: ({ a, b }, { transposeA, transposeB }) => ({
    out: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA as boolean, transposeB as boolean),
  }),

  conv2d: ({ x, filter }, { stride, pad }) => ({
    out: tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride as number, pad as "same" | "valid"),
  }),

  conv2dBackpropFilter({ x, dy, filter }, { stride, pad }) {
    if (!tf.getKernel("Conv2DBackpropFilter", tf.getBackend())) {
      throw new Unsupported("tfjs's wasm backend has no Conv2DBackpropFilter");
    }
    const attrs = { strides: [stride, stride], pad, dataFormat: "NHWC", filterShape: filter!.shape };
    return { dFilter: tf.engine().runKernel("Conv2DBackpropFilter", { x: x!, dy: dy! }, attrs as never) as tf.Tensor };
  },
};
