import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type ConvolutionAttrs, convolutionOf } from "./convolution";
import { trainingKernel } from "./trainingKernel";
import type { Shape4D } from "./window";

interface Attrs extends ConvolutionAttrs {
  inputShape: Shape4D;
}

/** The gradient of a convolution's image, and the transposed convolution. tfjs's own is right but slow. */
export const conv2dBackpropInput = /* @__PURE__ */ trainingKernel({
  name: "Conv2DBackpropInput",
  floats: ["dy", "filter"],

  forward({ dy, filter }: Record<"dy" | "filter", TensorInfo>, attrs: Attrs, { kernels, pointer, empty, scratch }) {
    const { inputShape } = attrs;
    const c = convolutionOf("Conv2DBackpropInput", inputShape, filter.shape as Shape4D, dy, attrs);
    const { B, H, W, Ci, h, w, Co, dyH, dyW, fh, fw, sh, sw, top, left, channelsFirst } = c;
    const space = scratch(kernels.conv2dBackpropInputScratch(W, Ci, Co, fh, fw, sh, sw, left));
    const dx = empty(inputShape);
    const [pdy, pfilter, pdx] = [pointer(dy), pointer(filter), pointer(dx)];
    const sizes = [B, H, W, Ci, h, w, Co, dyH, dyW, fh, fw, sh, sw, top, left] as const;
    kernels.conv2dBackpropInput(pdy, pfilter, pdx, space, ...sizes, channelsFirst);
    return dx;
  },
});
