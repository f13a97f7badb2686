// What the gradients of a convolution share: tfjs's attributes, as the numbers that the kernels take.
import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { coversOutput, type Pad, type RoundingMode, type Shape4D, type Tuple, wholeWindow } from "./window";

export interface ConvolutionAttrs {
  strides: Tuple;
  pad: Pad;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: RoundingMode;
}

/** The sizes of a convolution, checked; `h` and `w` are what the strides and paddings make of H and W. */
export function convolution(
  op: string,
  inShape: Shape4D,
  filterShape: Shape4D,
  dy: TensorInfo,
  attrs: ConvolutionAttrs,
) {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs;
  const format = backend_util.convertConv2DDataFormat(dataFormat);
  const dilations = 1; // tfjs has no gradient for others
  const info = backend_util.computeConv2DInfo(
    inShape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    false,
    format,
  );
  wholeWindow(op, info);
  coversOutput(op, dy, info);
  const channelsFirst = format === "channelsFirst";
  const some = info.outHeight > 0 && info.outWidth > 0;
  return {
    B: info.batchSize,
    H: info.inHeight,
    W: info.inWidth,
    Ci: info.inChannels,
    h: some ? info.outHeight : 0,
    w: some ? info.outWidth : 0,
    Co: info.outChannels,
    // tfjs does not tell the gradient the rounding mode, so dy may have more rows and columns than h and w
    dyH: dy.shape[channelsFirst ? 2 : 1]!,
    dyW: dy.shape[channelsFirst ? 3 : 2]!,
    fh: info.filterHeight,
    fw: info.filterWidth,
    sh: info.strideHeight,
    sw: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    channelsFirst,
  };
}
