import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type ConvolutionAttrs, convolutionOf } from "./convolution";
import { trainingKernel } from "./trainingKernel";
import type { Shape4D } from "./window";

interface Attrs extends ConvolutionAttrs {
  filterShape: Shape4D;
}

/** The gradient of every convolution's weights. tfjs's wasm backend has none. */
export const conv2dBackpropFilter = /* @__PURE__ */ trainingKernel({
  name: "Conv2DBackpropFilter",
  floats: ["x", "dy"],

  forward({ x, dy }: Record<"x" | "dy", TensorInfo>, attrs: Attrs, { kernels, pointer, empty, scratch }) {
    const { filterShape } = attrs;
    const c = convolutionOf("Conv2DBackpropFilter", x.shape as Shape4D, filterShape, dy, attrs);
    const { B, H, W, Ci, h, w, Co, dyH, dyW, fh, fw, sh, sw, top, left, channelsFirst } = c;
    const space = scratch(kernels.conv2dBackpropFilterScratch(B, Ci, h, w, Co, fh, fw, sh, sw));
    const dw = empty(filterShape);
    const [px, pdy, pdw] = [pointer(x), pointer(dy), pointer(dw)];
    const sizes = [B, H, W, Ci, h, w, Co, dyH, dyW, fh, fw, sh, sw, top, left] as const;
    kernels.conv2dBackpropFilter(px, pdy, pdw, space, ...sizes, channelsFirst);
    return dw;
  },
});
