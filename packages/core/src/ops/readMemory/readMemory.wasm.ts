import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { headsOf } from "../memoryDims";

type Sizes3 = [number, number, number];

export const readMemoryWasm = /* @__PURE__ */ wasmOp({
  name: "ReadMemory",
  inputs: ["memory", "weights"],

  forward({ memory, weights }, _, { kernels, pointer, empty }) {
    const [B, N, W] = memory.shape as Sizes3;
    const out = empty([...weights.shape.slice(0, -1), W]);
    kernels.readMemory(pointer(memory), pointer(weights), pointer(out), B, headsOf(weights.shape), N, W);
    return out;
  },

  gradient: ([dOut], { memory, weights }) => ({
    memory: () => runOp(gradMemoryWasm, { dOut: dOut as Tensor, weights }),
    weights: () => runOp(gradWeightsWasm, { dOut: dOut as Tensor, memory }),
  }),
});

const gradMemoryWasm = /* @__PURE__ */ wasmOp({
  name: "ReadMemoryGradMemory",
  inputs: ["dOut", "weights"],

  forward({ dOut, weights }, _, { kernels, pointer, empty }) {
    const [B, N, W] = [dOut.shape[0]!, weights.shape.at(-1)!, dOut.shape.at(-1)!];
    const dMemory = empty([B, N, W]);
    kernels.readMemoryGradSlots(pointer(dOut), pointer(weights), pointer(dMemory), B, headsOf(weights.shape), N, W);
    return dMemory;
  },
});

const gradWeightsWasm = /* @__PURE__ */ wasmOp({
  name: "ReadMemoryGradWeights",
  inputs: ["dOut", "memory"],

  forward({ dOut, memory }, _, { kernels, pointer, empty }) {
    const [B, N, W] = memory.shape as Sizes3;
    const dWeights = empty([...dOut.shape.slice(0, -1), N]);
    kernels.readMemoryGradWeights(pointer(dOut), pointer(memory), pointer(dWeights), B, headsOf(dOut.shape), N, W);
    return dWeights;
  },
});
