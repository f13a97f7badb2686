import type { Tensor } from "@tensorflow/tfjs-core";
import { runOps, wasmOp } from "../../kernels/op";
import { together } from "../together";

type Sizes3 = [number, number, number];

export const contentWeightsWasm = /* @__PURE__ */ wasmOp({
  name: "ContentWeights",
  inputs: ["key", "beta", "memory"],
  saveOutputs: [true],

  forward({ key, beta, memory }, _, { kernels, pointer, empty }) {
    const [B, N, W] = memory.shape as Sizes3;
    const out = empty([B, N]);
    kernels.contentWeights(pointer(key), pointer(beta), pointer(memory), pointer(out), B, N, W);
    return out;
  },

  gradient([dOut], { key, beta, memory }, _, [weights]) {
    const inputs = { dOut: dOut as Tensor, weights: weights as Tensor, key, beta, memory };
    return together(["key", "beta", "memory"], runOps(contentWeightsGradWasm, inputs));
  },
});

const contentWeightsGradWasm = /* @__PURE__ */ wasmOp({
  name: "ContentWeightsGrad",
  inputs: ["dOut", "weights", "key", "beta", "memory"],

  forward({ dOut, weights, key, beta, memory }, _, { kernels, pointer, empty, scratch }) {
    const [B, N, W] = memory.shape as Sizes3;
    const grads = [empty([B, W]), empty([B]), empty([B, N, W])];
    const [dKey, dBeta, dMemory] = grads.map(pointer) as Sizes3;
    const [d, w, k, b, m] = [dOut, weights, key, beta, memory].map(pointer) as [...Sizes3, number, number];
    kernels.contentWeightsGrad(d, w, k, b, m, dKey, dBeta, dMemory, scratch(N), B, N, W);
    return grads;
  },
});
