import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../kernels/instance";
import { withHeap } from "../kernels/op";

/** The sum of the squares of all elements of all tensors, each clipped to ± limit. */
export function sumSquaresWasm(tensors: readonly Tensor[], limit: number): number {
  return withHeap("clipNorm", tf.backend() as WasmBackend, ({ kernels, pointer }) =>
    tensors.reduce((sum, t) => sum + kernels.sumSquares(pointer(t), t.size, limit), 0),
  );
}
