import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../kernels/instance";
import { withHeap } from "../kernels/op";
import type { Update } from "./fusedOptimizer";
import { ownPointer, renew } from "./inPlace.wasm";
import type { RmspropStep } from "./rmsprop.reference";

export function rmspropWasm({ variable, gradient, slots, clipValue, scale }: Update, step: RmspropStep): void {
  const { decay, momentum, rate, epsilon } = step;
  withHeap("rmsprop", tf.backend() as WasmBackend, (heap) => {
    const [g, w] = [heap.pointer(gradient), heap.pointer(variable)];
    const [square, mean, delta] = slots.map((slot) => ownPointer(slot, heap)) as [number, number, number];
    renew(variable, heap, (out) =>
      heap.kernels.rmsprop(
        g,
        w,
        square,
        mean,
        delta,
        out,
        variable.size,
        clipValue,
        scale as number,
        decay,
        1 - decay,
        momentum,
        rate,
        epsilon,
      ),
    );
  });
}
