import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import type { Sampling } from "./options";

type Sizes4 = [number, number, number, number];

export const gridSampleWasm = /* @__PURE__ */ wasmOp({
  name: "GridSample",
  inputs: ["image", "grid"],

  forward({ image, grid }, sampling: Sampling, { kernels, pointer, empty, scratch }) {
    const [B, H, W, C] = image.shape as Sizes4;
    const [, h, w] = grid.shape as Sizes4;
    const out = empty([B, h, w, C]);
    const [images, grids, outs] = [image, grid, out].map(pointer) as [number, number, number];
    const room = scratch(kernels.samplingScratch());
    kernels.gridSample(images, grids, outs, room, B, H, W, C, h * w, ...samplingCodes(sampling));
    return out;
  },

  gradient: ([dOut], { image, grid }, sampling) => ({
    image: () => runOp(gradImageWasm, { dOut: dOut as Tensor, grid }, { ...sampling, shape: image.shape as Sizes4 }),
    grid: () =>
      sampling.interpolation === "nearest"
        ? tf.zerosLike(grid)
        : runOp(gradGridWasm, { dOut: dOut as Tensor, image, grid }, sampling),
  }),
});

const gradImageWasm = /* @__PURE__ */ wasmOp({
  name: "GridSampleGradImage",
  inputs: ["dOut", "grid"],

  forward({ dOut, grid }, { shape, ...sampling }: Sampling & { shape: Sizes4 }, { kernels, pointer, empty, scratch }) {
    const [, h, w] = grid.shape as Sizes4;
    const dImage = empty(shape);
    const [dOuts, grids, dImages] = [dOut, grid, dImage].map(pointer) as [number, number, number];
    const room = scratch(kernels.samplingScratch());
    kernels.gridSampleGradImage(dOuts, grids, dImages, room, ...shape, h * w, ...samplingCodes(sampling));
    return dImage;
  },
});

const gradGridWasm = /* @__PURE__ */ wasmOp({
  name: "GridSampleGradGrid",
  inputs: ["dOut", "image", "grid"],

  forward({ dOut, image, grid }, sampling: Sampling, { kernels, pointer, empty, scratch }) {
    const [, h, w] = grid.shape as Sizes4;
    const dGrid = empty(grid.shape);
    const pointers = [dOut, image, grid, dGrid].map(pointer) as Sizes4;
    const room = scratch(kernels.samplingScratch());
    const shape = image.shape as Sizes4;
    kernels.gridSampleGradGrid(...pointers, room, ...shape, h * w, ...samplingCodes(sampling));
    return dGrid;
  },
});

/** The options as the kernels take them. */
export function samplingCodes({ interpolation, padding, alignCorners }: Sampling) {
  const taps = { nearest: 1, bilinear: 2, bicubic: 4 }[interpolation];
  return [taps, { zeros: 0, border: 1, reflection: 2 }[padding], alignCorners ? 1 : 0] as const;
}
