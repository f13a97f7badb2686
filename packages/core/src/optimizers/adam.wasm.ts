import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../kernels/instance";
import { withHeap } from "../kernels/op";
import type { AdamStep } from "./adam.reference";
import type { Update } from "./fusedOptimizer";
import { ownPointer, renew } from "./inPlace.wasm";

export function adamWasm({ variable, gradient, slots, clipValue, scale }: Update, step: AdamStep): void {
  const { beta1, beta2, rate, root, epsilon } = step;
  withHeap("adam", tf.backend() as WasmBackend, (heap) => {
    const [g, w] = [heap.pointer(gradient), heap.pointer(variable)];
    const [m, v] = slots.map((slot) => ownPointer(slot, heap)) as [number, number];
    renew(variable, heap, (out) =>
      heap.kernels.adam(
        g,
        w,
        m,
        v,
        out,
        variable.size,
        clipValue,
        scale as number,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        rate,
        root,
        epsilon,
      ),
    );
  });
}
