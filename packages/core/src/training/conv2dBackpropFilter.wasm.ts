import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";
import { coversOutput, type Pad, type RoundingMode, type Shape4D, type Tuple, wholeWindow } from "./window";

interface Attrs {
  strides: Tuple;
  pad: Pad;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: RoundingMode;
  filterShape: Shape4D;
}

/** Positions of the output that the kernel sums over before it turns to the next block of the filter. */
const UNIT = 512;

/** The gradient of every convolution's weights. tfjs's wasm backend has none. */
export const conv2dBackpropFilter = trainingKernel({
  name: "Conv2DBackpropFilter",
  floats: ["x", "dy"],

  forward({ x, dy }: Record<"x" | "dy", TensorInfo>, attrs: Attrs, { kernels, pointer, empty, scratch }) {
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
    const format = backend_util.convertConv2DDataFormat(dataFormat);
    const info = backend_util.computeConv2DInfo(
      x.shape as Shape4D,
      filterShape,
      strides,
      1, // tfjs has no gradient for a dilated convolution
      pad,
      dimRoundingMode,
      false,
      format,
    );
    wholeWindow("Conv2DBackpropFilter", info);
    coversOutput("Conv2DBackpropFilter", dy, info);
    const { batchSize: B, inHeight: H, inWidth: W, inChannels: Ci, outChannels: Co, padInfo } = info;
    const [h, w] = info.outHeight > 0 && info.outWidth > 0 ? [info.outHeight, info.outWidth] : [0, 0];
    const { filterHeight: fh, filterWidth: fw, strideHeight: sh, strideWidth: sw } = info;
    const first = format === "channelsFirst";
    const [dyH, dyW] = first ? dy.shape.slice(2) : dy.shape.slice(1);
    const [images, rows] = unit(B, h, w);
    const outs = Math.ceil(Co / 4) * 4;
    const sums = (fh * fw * Ci + 3) * outs;
    const xUnit = images * ((rows - 1) * sh + fh) * ((Math.max(w, 1) - 1) * sw + fw) * Ci;
    const space = scratch(sums + xUnit + images * rows * w * outs);
    const dw = empty(filterShape);
    kernels.conv2dBackpropFilter(
      pointer(x),
      pointer(dy),
      pointer(dw),
      space,
      B,
      H,
      W,
      Ci,
      h,
      w,
      Co,
      dyH!,
      dyW!,
      fh,
      fw,
      sh,
      sw,
      padInfo.top,
      padInfo.left,
      images,
      rows,
      first,
    );
    return dw;
  },
});

/** How many images, or how many rows of one image, make a unit. */
function unit(B: number, h: number, w: number): [images: number, rows: number] {
  if (h * w === 0) return [1, 1];
  if (h * w <= UNIT) return [Math.max(1, Math.min(B, Math.floor(UNIT / (h * w)))), h];
  return [1, Math.max(1, Math.min(h, Math.floor(UNIT / w)))];
}
