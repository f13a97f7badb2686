import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { axisSpan } from "../baseGrid";
import { samplingCodes } from "../gridSample/gridSample.wasm";
import type { Sampling } from "../gridSample/options";

type Sizes4 = [number, number, number, number];

interface Attrs extends Sampling {
  size: readonly [number, number];
}

/** For an affine theta, `[B, 2, 3]`. */
export const spatialTransformWasm = /* @__PURE__ */ wasmOp({
  name: "SpatialTransform",
  inputs: ["image", "theta"],

  forward({ image, theta }, attrs: Attrs, { kernels, pointer, empty, scratch }) {
    const [B, , , C] = image.shape as Sizes4;
    const out = empty([B, ...attrs.size, C]);
    const room = scratch(kernels.samplingScratch());
    kernels.spatialTransform(pointer(image), pointer(theta), pointer(out), room, ...geometry(image.shape, attrs));
    return out;
  },

  gradient: ([dOut], { image, theta }, attrs) => ({
    image: () => runOp(gradImageWasm, { dOut: dOut as Tensor, theta }, { ...attrs, shape: image.shape }),
    theta: () =>
      attrs.interpolation === "nearest"
        ? tf.zerosLike(theta)
        : runOp(gradThetaWasm, { dOut: dOut as Tensor, image, theta }, attrs),
  }),
});

const gradImageWasm = /* @__PURE__ */ wasmOp({
  name: "SpatialTransformGradImage",
  inputs: ["dOut", "theta"],

  forward({ dOut, theta }, attrs: Attrs & { shape: number[] }, { kernels, pointer, empty, scratch }) {
    const dImage = empty(attrs.shape);
    const [dOuts, thetas, dImages] = [dOut, theta, dImage].map(pointer) as [number, number, number];
    const room = scratch(kernels.samplingScratch());
    kernels.spatialTransformGradImage(dOuts, thetas, dImages, room, ...geometry(attrs.shape, attrs));
    return dImage;
  },
});

const gradThetaWasm = /* @__PURE__ */ wasmOp({
  name: "SpatialTransformGradTheta",
  inputs: ["dOut", "image", "theta"],

  forward({ dOut, image, theta }, attrs: Attrs, { kernels, pointer, empty, scratch }) {
    const dTheta = empty(theta.shape);
    const pointers = [dOut, image, theta, dTheta].map(pointer) as Sizes4;
    const room = scratch(kernels.samplingScratch());
    kernels.spatialTransformGradTheta(...pointers, room, ...geometry(image.shape, attrs));
    return dTheta;
  },
});

/** The sizes and options as all three kernels take them. */
function geometry(image: TensorInfo["shape"], { size: [h, w], ...sampling }: Attrs) {
  const { alignCorners } = sampling;
  const spans = [axisSpan(w, alignCorners), axisSpan(h, alignCorners)] as const;
  return [...(image as Sizes4), h, w, ...spans, ...samplingCodes(sampling)] as const;
}
