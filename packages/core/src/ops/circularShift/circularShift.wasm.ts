import type { Tensor } from "@tensorflow/tfjs-core";
import { runOps, wasmOp } from "../../kernels/op";
import { together } from "../together";

export const circularShiftWasm = /* @__PURE__ */ wasmOp({
  name: "CircularShift",
  inputs: ["weights", "s"],

  forward({ weights, s }, _, { kernels, pointer, empty, scratch }) {
    const [B, N] = weights.shape as [number, number];
    const S = s.shape[1]!;
    const out = empty([B, N]);
    kernels.circularShift(pointer(weights), pointer(s), pointer(out), scratch(N + S), B, N, S);
    return out;
  },

  gradient: ([dOut], inputs) =>
    together(["weights", "s"], runOps(circularShiftGradWasm, { dOut: dOut as Tensor, ...inputs })),
});

const circularShiftGradWasm = /* @__PURE__ */ wasmOp({
  name: "CircularShiftGrad",
  inputs: ["dOut", "weights", "s"],

  forward({ dOut, weights, s }, _, { kernels, pointer, empty, scratch }) {
    const [B, N] = weights.shape as [number, number];
    const S = s.shape[1]!;
    const grads = [empty([B, N]), empty([B, S])];
    const [dWeights, dS] = grads.map(pointer) as [number, number];
    const room = scratch(N + S);
    kernels.circularShiftGrad(pointer(dOut), pointer(weights), pointer(s), dWeights, dS, room, B, N, S);
    return grads;
  },
});
