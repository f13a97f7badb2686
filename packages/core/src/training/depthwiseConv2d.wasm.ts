// The gradients of depthwise convolutions, and so of separable ones. tfjs's wasm backend has none.
import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { ShapeError } from "../shapes/errors";
import { trainingKernel } from "./trainingKernel";
import { coversOutput, type Pad, type RoundingMode, type Shape4D, type Tuple, wholeWindow } from "./window";

interface Attrs {
  strides: Tuple;
  dilations?: Tuple;
  pad: Pad;
  dimRoundingMode?: RoundingMode;
}

export const depthwiseConv2dBackpropInput = /* @__PURE__ */ trainingKernel({
  name: "DepthwiseConv2dNativeBackpropInput",
  floats: ["dy", "filter"],

  forward(
    { dy, filter }: Record<"dy" | "filter", TensorInfo>,
    attrs: Attrs & { inputShape: Shape4D },
    { kernels, pointer, empty },
  ) {
    const { inputShape } = attrs;
    const sizes = sizesOf("DepthwiseConv2dNativeBackpropInput", inputShape, filter.shape as Shape4D, dy, attrs);
    const dx = empty(inputShape);
    kernels.depthwiseConv2dBackpropInput(pointer(dy), pointer(filter), pointer(dx), ...sizes);
    return dx;
  },
});

export const depthwiseConv2dBackpropFilter = /* @__PURE__ */ trainingKernel({
  name: "DepthwiseConv2dNativeBackpropFilter",
  floats: ["x", "dy"],

  forward(
    { x, dy }: Record<"x" | "dy", TensorInfo>,
    attrs: Attrs & { filterShape: Shape4D },
    { kernels, pointer, empty },
  ) {
    const { filterShape } = attrs;
    const sizes = sizesOf("DepthwiseConv2dNativeBackpropFilter", x.shape as Shape4D, filterShape, dy, attrs);
    const dFilter = empty(filterShape);
    kernels.depthwiseConv2dBackpropFilter(pointer(x), pointer(dy), pointer(dFilter), ...sizes);
    return dFilter;
  },
});

/** In the order of the kernels: B, H, W, Ci, M, h, w, dyH, dyW, fh, fw, sh, sw, top, left. */
function sizesOf(op: string, inShape: Shape4D, filterShape: Shape4D, dy: TensorInfo, attrs: Attrs) {
  const { strides, dilations = 1, pad, dimRoundingMode } = attrs;
  const info = backend_util.computeConv2DInfo(inShape, filterShape, strides, dilations, pad, dimRoundingMode, true);
  wholeWindow(op, info);
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1) {
    throw new ShapeError(`${op}: dilations must be 1, got ${info.dilationHeight}, ${info.dilationWidth}`);
  }
  if (filterShape[2] !== info.inChannels) {
    throw new ShapeError(`${op}: the filter must be for ${info.inChannels} channels, got [${filterShape.join(", ")}]`);
  }
  coversOutput(op, dy, info);
  const some = info.outHeight > 0 && info.outWidth > 0;
  return [
    ...([info.batchSize, info.inHeight, info.inWidth, info.inChannels, filterShape[3]] as const),
    ...([some ? info.outHeight : 0, some ? info.outWidth : 0, dy.shape[1]!, dy.shape[2]!] as const),
    ...([info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth] as const),
    ...([info.padInfo.top, info.padInfo.left] as const),
  ] as const;
}
