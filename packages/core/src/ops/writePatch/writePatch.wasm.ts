import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";

type Shape = [B: number, H: number, W: number, C: number];

interface Sizes {
  H: number;
  W: number;
  pixelOrigin: number;
  epsilon: number;
}

export const writePatchWasm = /* @__PURE__ */ wasmOp({
  name: "WritePatch",
  inputs: ["patch", "window"],

  forward({ patch, window }, { H, W, pixelOrigin, epsilon }: Sizes, { kernels, pointer, empty, scratch }) {
    const [B, N, , C] = patch.shape as Shape;
    const out = empty([B, H, W, C]);
    const room = scratch(kernels.patchScratch(H, W, C, N));
    kernels.writePatch(pointer(patch), pointer(window), pointer(out), room, B, H, W, C, N, pixelOrigin, epsilon);
    return out;
  },

  gradient([dOut], { patch, window }, sizes) {
    const N = patch.shape[1]!;
    return {
      patch: () => runOp(gradPatchWasm, { dOut: dOut as Tensor, window }, { ...sizes, N }),
      window: () => runOp(gradWindowWasm, { dOut: dOut as Tensor, patch, window }, sizes),
    };
  },
});

const gradPatchWasm = /* @__PURE__ */ wasmOp({
  name: "WritePatchGradPatch",
  inputs: ["dOut", "window"],

  forward({ dOut, window }, { N, pixelOrigin, epsilon }: Sizes & { N: number }, { kernels, pointer, empty, scratch }) {
    const [B, H, W, C] = dOut.shape as Shape;
    const dPatch = empty([B, N, N, C]);
    const room = scratch(kernels.patchScratch(H, W, C, N));
    kernels.writePatchGradPatch(
      pointer(dOut),
      pointer(window),
      pointer(dPatch),
      room,
      B,
      H,
      W,
      C,
      N,
      pixelOrigin,
      epsilon,
    );
    return dPatch;
  },
});

const gradWindowWasm = /* @__PURE__ */ wasmOp({
  name: "WritePatchGradWindow",
  inputs: ["dOut", "patch", "window"],

  forward({ dOut, patch, window }, { pixelOrigin, epsilon }: Sizes, { kernels, pointer, empty, scratch }) {
    const [B, H, W, C] = dOut.shape as Shape;
    const N = patch.shape[1]!;
    const dWindow = empty(window.shape);
    const pointers = [pointer(dOut), pointer(patch), pointer(window), pointer(dWindow)] as const;
    kernels.writePatchGradWindow(
      ...pointers,
      scratch(kernels.patchScratch(H, W, C, N)),
      B,
      H,
      W,
      C,
      N,
      pixelOrigin,
      epsilon,
    );
    return dWindow;
  },
});
