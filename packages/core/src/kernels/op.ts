import type { Kernels } from "@attn/assembly";
import type { DataType, NamedTensorMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { KernelError } from "../shapes/errors";
import { currentInstance, instanceOf, type WasmBackend } from "./instance";

/** What a kernel's caller may do with the wasm heap. Pointers hold until the tensor is disposed. */
export interface Heap {
  kernels: Kernels;
  pointer(t: TensorInfo): number;
  /** A new tensor with no particular content. */
  empty(shape: number[], dtype?: DataType): TensorInfo;
  /** A new tensor of zeros. */
  zeros(shape: number[], dtype?: DataType): TensorInfo;
  /** The address of room for `count` floats, aligned to 16 bytes, freed when `forward` returns. */
  scratch(count: number): number;
  /** The address of whole numbers below 2³², such as sizes and addresses, freed when `forward` returns. */
  table(values: readonly number[]): number;
}

/** An operator's kernel on the wasm backend and, where it has one, its gradient. */
export interface WasmOp<I extends string = string, A extends object = object> {
  /** Its name among tfjs's kernels, capitalised: `GridSample`. */
  name: string;
  /** The inputs, in the order in which the gradient finds them. */
  inputs: readonly I[];
  forward(inputs: Record<I, TensorInfo>, attrs: A, heap: Heap): TensorInfo | TensorInfo[];
  /** Which outputs the gradient needs again, after the inputs; none by default. */
  saveOutputs?: readonly boolean[];
  /** A thunk for each differentiable input; tfjs calls only those that somebody asked for. */
  gradient?(dOut: Tensor[], inputs: Record<I, Tensor>, attrs: A, outputs: Tensor[]): Partial<Record<I, () => Tensor>>;
}

/** Fixes the type of an operator. Importing it has no effect: `runOp` registers it when it is first used. */
export const wasmOp = <I extends string, A extends object = object>(op: WasmOp<I, A>): WasmOp<I, A> => op;

/** Whether the backend in use has the kernels; if not, the references run. */
export const hasKernels = (): boolean => currentInstance() !== undefined;

/** Runs an operator on the kernels, on the tape. Returns all its outputs. */
export function runOps<I extends string, A extends object>(
  op: WasmOp<I, A>,
  inputs: Record<I, Tensor>,
  attrs?: A,
): Tensor[] {
  register(op);
  const out = tf.engine().runKernel(op.name, inputs as NamedTensorMap, { ...attrs } as tf.NamedAttrMap);
  return Array.isArray(out) ? out : [out as Tensor];
}

/** Runs an operator that has one output. */
export function runOp<I extends string, A extends object, T extends Tensor = Tensor>(
  op: WasmOp<I, A>,
  inputs: Record<I, Tensor>,
  attrs?: A,
): T {
  return runOps(op, inputs, attrs)[0] as T;
}

/** Registers an operator under its name with tfjs, once. */
export function register<I extends string, A extends object>(op: WasmOp<I, A>): void {
  if (tf.getKernel(op.name, "wasm")) return;
  tf.registerKernel({
    kernelName: op.name,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      withHeap(op.name, backend as WasmBackend, (heap) =>
        op.forward(inputs as unknown as Record<I, TensorInfo>, attrs as unknown as A, heap),
      ),
  });
  const { gradient, saveOutputs } = op;
  if (!gradient || tf.getGradient(op.name)) return;
  tf.registerGradient({
    kernelName: op.name,
    inputsToSave: [...op.inputs],
    outputsToSave: [...(saveOutputs ?? [])],
    gradFunc: (dOut, saved, attrs) => {
      const named = Object.fromEntries(op.inputs.map((name, i) => [name, saved[i]])) as Record<I, Tensor>;
      const dOuts = Array.isArray(dOut) ? dOut : [dOut];
      return gradient(dOuts, named, attrs as unknown as A, saved.slice(op.inputs.length)) as Record<
        string,
        () => Tensor
      >;
    },
  });
}

/** Gives `use` the heap and frees its scratch afterwards, also when it throws. */
export function withHeap<T>(op: string, backend: WasmBackend, use: (heap: Heap) => T): T {
  const instance = instanceOf(backend);
  if (!instance) throw new KernelError(`${op}: call await ready() first: this backend has no kernels`);
  const borrowed: TensorInfo[] = [];
  const borrow = (shape: number[], dtype: DataType) => {
    const t = allocate(op, backend, shape, dtype);
    borrowed.push(t);
    return t;
  };
  const pointer = (t: TensorInfo) => backend.getMemoryOffset(t.dataId);
  const empty = (shape: number[], dtype: DataType = "float32") => allocate(op, backend, shape, dtype);
  const heap: Heap = {
    kernels: instance.kernels,
    pointer,
    empty,
    zeros(shape, dtype) {
      const t = empty(shape, dtype);
      backend.typedArrayFromHeap(t).fill(0);
      return t;
    },
    scratch: (count) => Math.ceil(pointer(borrow([count + 4], "float32")) / 16) * 16, // an address may be above 2 GiB: no bit operations
    table(values) {
      const t = borrow([values.length], "int32");
      backend.typedArrayFromHeap(t).set(values);
      return pointer(t);
    },
  };
  try {
    return use(heap);
  } finally {
    for (const t of borrowed) backend.disposeData(t.dataId);
  }
}

/**
 * A tensor with no particular content for operators to write into, such as a tape that one leaves for its gradient: give it to
 * both as an input. Needs the kernels.
 */
export function workspace(op: string, shape: number[]): Tensor {
  const info = withHeap(op, tf.backend() as WasmBackend, ({ empty }) => empty(shape));
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** tfjs's allocator takes its size modulo 4 GiB and answers 0 when it has no room: a kernel must never see either. */
function allocate(op: string, backend: WasmBackend, shape: number[], dtype: DataType): TensorInfo {
  const bytes = tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype);
  const wanted = `${op}: a tensor [${shape.join(", ")}] of ${bytes} bytes`;
  if (bytes >= 2 ** 32) throw new KernelError(`${wanted} is larger than wasm's memory of 4 GiB`);
  const t = backend.makeOutput(shape, dtype);
  if (bytes > 0 && backend.getMemoryOffset(t.dataId) === 0) {
    backend.disposeData(t.dataId);
    throw new KernelError(`${wanted} does not fit into wasm's memory: dispose tensors, or use smaller batches`);
  }
  return t;
}
