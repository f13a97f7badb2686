import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";

interface Sizes {
  H: number;
  W: number;
  N: number;
}

export const attentionWindowWasm = /* @__PURE__ */ wasmOp({
  name: "AttentionWindow",
  inputs: ["raw"],
  saveOutputs: [true],

  forward({ raw }, { H, W, N }: Sizes, { kernels, pointer, empty }) {
    const out = empty(raw.shape);
    kernels.attentionWindow(pointer(raw), pointer(out), raw.shape[0]!, H, W, N);
    return out;
  },

  gradient: ([dOut], _, sizes, [window]) => ({
    raw: () => runOp(gradWasm, { dOut: dOut as Tensor, window: window as Tensor }, sizes),
  }),
});

const gradWasm = /* @__PURE__ */ wasmOp({
  name: "AttentionWindowGrad",
  inputs: ["dOut", "window"],

  forward({ dOut, window }, { H, W }: Sizes, { kernels, pointer, empty }) {
    const dRaw = empty(dOut.shape);
    kernels.attentionWindowGrad(pointer(dOut), pointer(window), pointer(dRaw), dOut.shape[0]!, H, W);
    return dRaw;
  },
});
