import type { Tensor } from "@tensorflow/tfjs-core";
import { runOps, wasmOp } from "../../kernels/op";
import { headsOf } from "../memoryDims";
import { together } from "../together";

type Sizes3 = [number, number, number];
type Pointers4 = [number, number, number, number];

export const eraseAddWasm = /* @__PURE__ */ wasmOp({
  name: "EraseAdd",
  inputs: ["memory", "weights", "erase", "add"],

  forward({ memory, weights, erase, add }, _, { kernels, pointer, empty }) {
    const [B, N, W] = memory.shape as Sizes3;
    const out = empty([B, N, W]);
    const pointers = [memory, weights, erase, add].map(pointer) as Pointers4;
    kernels.eraseAdd(...pointers, pointer(out), B, headsOf(weights.shape), N, W);
    return out;
  },

  gradient: ([dOut], inputs) =>
    together(["memory", "weights", "erase", "add"], runOps(eraseAddGradWasm, { dOut: dOut as Tensor, ...inputs })),
});

const eraseAddGradWasm = /* @__PURE__ */ wasmOp({
  name: "EraseAddGrad",
  inputs: ["dOut", "memory", "weights", "erase", "add"],

  forward({ dOut, memory, weights, erase, add }, _, { kernels, pointer, empty }) {
    const [B, N, W] = memory.shape as Sizes3;
    const inputs = [memory, weights, erase, add];
    const grads = inputs.map(({ shape }) => empty(shape));
    const [pointers, dPointers] = [inputs, grads].map((ts) => ts.map(pointer)) as [Pointers4, Pointers4];
    kernels.eraseAddGrad(pointer(dOut), ...pointers, ...dPointers, B, headsOf(weights.shape), N, W);
    return grads;
  },
});
