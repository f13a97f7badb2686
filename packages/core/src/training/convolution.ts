// What a convolution and its gradients share: tfjs's attributes, as the numbers that the kernels take.
import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { ShapeError } from "../shapes/errors";
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
  { strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttrs,
  dilations: Tuple,
) {
  const format = backend_util.convertConv2DDataFormat(dataFormat);
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
  if (filterShape[2] !== info.inChannels) {
    throw new ShapeError(`${op}: the filter must be for ${info.inChannels} channels, got [${filterShape.join(", ")}]`);
  }
  const some = info.outHeight > 0 && info.outWidth > 0;
  const sizes = {
    B: info.batchSize,
    H: info.inHeight,
    W: info.inWidth,
    Ci: info.inChannels,
    h: some ? info.outHeight : 0,
    w: some ? info.outWidth : 0,
    Co: info.outChannels,
    fh: info.filterHeight,
    fw: info.filterWidth,
    sh: info.strideHeight,
    sw: info.strideWidth,
    dh: info.dilationHeight,
    dw: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    channelsFirst: format === "channelsFirst",
  };
  return { info, sizes };
}

/** The same for a gradient, which also reads `dy`. */
export function convolutionOf(
  op: string,
  inShape: Shape4D,
  filterShape: Shape4D,
  dy: TensorInfo,
  attrs: ConvolutionAttrs,
) {
  const dilations = 1; // tfjs has no gradient for others
  const { info, sizes } = convolution(op, inShape, filterShape, attrs, dilations);
  coversOutput(op, dy, info);
  // tfjs does not tell the gradient the rounding mode, so dy may have more rows and columns than h and w
  const [row, column] = sizes.channelsFirst ? ([2, 3] as const) : ([1, 2] as const);
  return { ...sizes, dyH: dy.shape[row]!, dyW: dy.shape[column]! };
}
