import type { WasmBackend } from "../kernels/instance";
import type { TrainingConfig } from "./trainingKernel";

/**
 * The same data once more, counted. tfjs's own copies it on wasm, and so copies everything that an operation keeps for its
 * gradient; on cpu and webgl it does not.
 */
export const identity: TrainingConfig = () => ({
  kernelName: "Identity",
  backendName: "wasm",
  kernelFunc: ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs.x!;
    (backend as WasmBackend).incRef(dataId);
    return { dataId, shape, dtype };
  },
});
