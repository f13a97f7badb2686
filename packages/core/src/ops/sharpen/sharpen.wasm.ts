import type { Tensor } from "@tensorflow/tfjs-core";
import { runOps, wasmOp } from "../../kernels/op";
import { together } from "../together";

export const sharpenWasm = /* @__PURE__ */ wasmOp({
  name: "Sharpen",
  inputs: ["weights", "gamma"],
  saveOutputs: [true],

  forward({ weights, gamma }, _, { kernels, pointer, empty }) {
    const [B, N] = weights.shape as [number, number];
    const out = empty([B, N]);
    kernels.sharpen(pointer(weights), pointer(gamma), pointer(out), B, N);
    return out;
  },

  gradient([dOut], inputs, _, [sharp]) {
    const grads = runOps(sharpenGradWasm, { dOut: dOut as Tensor, sharp: sharp as Tensor, ...inputs });
    return together(["weights", "gamma"], grads);
  },
});

const sharpenGradWasm = /* @__PURE__ */ wasmOp({
  name: "SharpenGrad",
  inputs: ["dOut", "sharp", "weights", "gamma"],

  forward({ dOut, sharp, weights, gamma }, _, { kernels, pointer, empty }) {
    const [B, N] = weights.shape as [number, number];
    const grads = [empty([B, N]), empty([B])];
    const [dWeights, dGamma] = grads.map(pointer) as [number, number];
    kernels.sharpenGrad(pointer(dOut), pointer(sharp), pointer(weights), pointer(gamma), dWeights, dGamma, B, N);
    return grads;
  },
});
