import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";

type Shape = [B: number, H: number, W: number, C: number];

interface Sizes {
  N: number;
  pixelOrigin: number;
  epsilon: number;
}

export const readPatchWasm = /* @__PURE__ */ wasmOp({
  name: "ReadPatch",
  inputs: ["image", "window"],

  forward({ image, window }, { N, pixelOrigin, epsilon }: Sizes, { kernels, pointer, empty, scratch }) {
    const [B, H, W, C] = image.shape as Shape;
    const out = empty([B, N, N, C]);
    const room = scratch(kernels.patchScratch(H, W, C, N));
    kernels.readPatch(pointer(image), pointer(window), pointer(out), room, B, H, W, C, N, pixelOrigin, epsilon);
    return out;
  },

  gradient([dOut], { image, window }, sizes) {
    const [, H, W] = image.shape as Shape;
    return {
      image: () => runOp(gradImageWasm, { dOut: dOut as Tensor, window }, { ...sizes, H, W }),
      window: () => runOp(gradWindowWasm, { dOut: dOut as Tensor, image, window }, sizes),
    };
  },
});

const gradImageWasm = /* @__PURE__ */ wasmOp({
  name: "ReadPatchGradImage",
  inputs: ["dOut", "window"],

  forward({ dOut, window }, attrs: Sizes & { H: number; W: number }, { kernels, pointer, empty, scratch }) {
    const { H, W, pixelOrigin, epsilon } = attrs;
    const [B, N, , C] = dOut.shape as Shape;
    const dImage = empty([B, H, W, C]);
    const room = scratch(kernels.patchScratch(H, W, C, N));
    kernels.readPatchGradImage(
      pointer(dOut),
      pointer(window),
      pointer(dImage),
      room,
      B,
      H,
      W,
      C,
      N,
      pixelOrigin,
      epsilon,
    );
    return dImage;
  },
});

const gradWindowWasm = /* @__PURE__ */ wasmOp({
  name: "ReadPatchGradWindow",
  inputs: ["dOut", "image", "window"],

  forward({ dOut, image, window }, { N, pixelOrigin, epsilon }: Sizes, { kernels, pointer, empty, scratch }) {
    const [B, H, W, C] = image.shape as Shape;
    const dWindow = empty(window.shape);
    const pointers = [pointer(dOut), pointer(image), pointer(window), pointer(dWindow)] as const;
    kernels.readPatchGradWindow(
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
