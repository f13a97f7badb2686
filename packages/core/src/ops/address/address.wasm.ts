import type { Tensor } from "@tensorflow/tfjs-core";
import { runOps, wasmOp } from "../../kernels/op";
import { together } from "../together";

type Sizes3 = [number, number, number];
type Pointers7 = [...Sizes3, ...Sizes3, number];

const inputs = ["key", "beta", "gate", "shift", "gamma", "memory", "previous"] as const;

export const addressWasm = /* @__PURE__ */ wasmOp({
  name: "Address",
  inputs,
  saveOutputs: [true],

  forward({ memory, shift, ...others }, _, { kernels, pointer, empty, scratch }) {
    const [B, N, W] = memory.shape as Sizes3;
    const S = shift.shape[1]!;
    const out = empty([B, N]);
    const room = scratch(kernels.addressScratch(N, S));
    const all = { memory, shift, ...others };
    const pointers = inputs.map((name) => pointer(all[name])) as Pointers7;
    kernels.address(...pointers, pointer(out), room, B, N, W, S);
    return out;
  },

  gradient([dOut], head, _, [weights]) {
    return together(inputs, runOps(addressGradWasm, { dOut: dOut as Tensor, weights: weights as Tensor, ...head }));
  },
});

const addressGradWasm = /* @__PURE__ */ wasmOp({
  name: "AddressGrad",
  inputs: ["dOut", "weights", "key", "beta", "gate", "shift", "gamma", "memory", "previous"], // a spread would stay in bundles

  forward(all, _, { kernels, pointer, empty, scratch }) {
    const [B, N, W] = all.memory.shape as Sizes3;
    const S = all.shift.shape[1]!;
    const grads = inputs.map((name) => empty(all[name].shape));
    const room = scratch(kernels.addressScratch(N, S));
    const pointers = inputs.map((name) => pointer(all[name])) as Pointers7;
    const dPointers = grads.map(pointer) as Pointers7;
    kernels.addressGrad(pointer(all.dOut), pointer(all.weights), ...pointers, ...dPointers, room, B, N, W, S);
    return grads;
  },
});
