// What every training kernel needs: a name of tfjs's, inputs that are float32, and the heap.
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../kernels/instance";
import { type Heap, withHeap } from "../kernels/op";
import { ShapeError } from "../shapes/errors";

interface TrainingKernel<I extends string, A extends object> {
  /** tfjs's name for it. */
  name: string;
  /** The inputs that are read as float32, whatever they hold; as on cpu, int32 and bool are allowed. */
  floats: readonly I[];
  /** The input whose type the (first) output has; float32 by default. */
  keepsType?: I;
  /** Whether ours is the one for these; if not, tfjs's own does it. Always, by default. */
  handles?(inputs: Record<string, TensorInfo | undefined> & Record<I, TensorInfo>, attrs: A): boolean;
  forward(inputs: Record<I, TensorInfo>, attrs: A, heap: Heap): TensorInfo | TensorInfo[];
}

/** Makes the kernel as tfjs registers it; `theirs` is tfjs's own, where it has one. */
export type TrainingConfig = (theirs: tf.KernelConfig | undefined) => tf.KernelConfig;

export function trainingKernel<I extends string, A extends object>(kernel: TrainingKernel<I, A>): TrainingConfig {
  const { name, floats, keepsType, handles, forward } = kernel;
  return (theirs) => ({
    kernelName: name,
    backendName: "wasm",
    kernelFunc: (args) => {
      const { inputs, attrs, backend } = args;
      const wasm = backend as WasmBackend;
      const given = inputs as unknown as Record<I, TensorInfo>;
      if (theirs && handles && !handles(given, attrs as unknown as A)) {
        return theirs.kernelFunc(args);
      }
      const cast = floats.filter((input) => given[input].dtype !== "float32");
      const made = cast.map((input) => [input, toFloat(name, input, given[input], wasm)] as const);
      try {
        const all = { ...given, ...Object.fromEntries(made) };
        const out = withHeap(name, wasm, (heap) => forward(all, attrs as unknown as A, heap));
        const dtype = keepsType && given[keepsType].dtype;
        if (!dtype || dtype === "float32") return out;
        const [first, ...rest] = Array.isArray(out) ? out : [out];
        const typed = castTo(dtype, first!, wasm);
        wasm.disposeData(first!.dataId);
        return rest.length > 0 ? [typed, ...rest] : typed;
      } finally {
        for (const [, { dataId }] of made) wasm.disposeData(dataId);
      }
    },
  });
}

function toFloat(op: string, input: string, x: TensorInfo, backend: WasmBackend): TensorInfo {
  if (x.dtype !== "int32" && x.dtype !== "bool") {
    throw new ShapeError(`${op}: ${input} must be a tensor of real numbers, got ${x.dtype}`);
  }
  return castTo("float32", x, backend);
}

function castTo(dtype: tf.DataType, x: TensorInfo, backend: WasmBackend): TensorInfo {
  const { kernelFunc } = tf.getKernel("Cast", "wasm");
  return kernelFunc({ inputs: { x }, attrs: { dtype }, backend }) as TensorInfo;
}
