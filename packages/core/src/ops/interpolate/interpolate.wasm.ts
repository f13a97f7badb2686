import type { Tensor } from "@tensorflow/tfjs-core";
import { runOps, wasmOp } from "../../kernels/op";
import { together } from "../together";

export const interpolateWasm = /* @__PURE__ */ wasmOp({
  name: "Interpolate",
  inputs: ["content", "previous", "gate"],

  forward({ content, previous, gate }, _, { kernels, pointer, empty }) {
    const [B, N] = content.shape as [number, number];
    const out = empty([B, N]);
    kernels.interpolate(pointer(content), pointer(previous), pointer(gate), pointer(out), B, N);
    return out;
  },

  gradient: ([dOut], inputs) =>
    together(["content", "previous", "gate"], runOps(interpolateGradWasm, { dOut: dOut as Tensor, ...inputs })),
});

const interpolateGradWasm = /* @__PURE__ */ wasmOp({
  name: "InterpolateGrad",
  inputs: ["dOut", "content", "previous", "gate"],

  forward({ dOut, content, previous, gate }, _, { kernels, pointer, empty }) {
    const [B, N] = content.shape as [number, number];
    const grads = [empty([B, N]), empty([B, N]), empty([B])];
    const [dContent, dPrevious, dGate] = grads.map(pointer) as [number, number, number];
    const [d, c, p, g] = [dOut, content, previous, gate].map(pointer) as [number, number, number, number];
    kernels.interpolateGrad(d, c, p, g, dContent, dPrevious, dGate, B, N);
    return grads;
  },
});
