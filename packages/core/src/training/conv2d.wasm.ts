import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";
import { ShapeError } from "../shapes/errors";
import { type ConvolutionAttrs, convolution } from "./convolution";
import { trainingKernel } from "./trainingKernel";
import type { Shape4D, Tuple } from "./window";

interface Attrs extends ConvolutionAttrs {
  dilations: Tuple;
}

interface FusedAttrs extends Attrs {
  activation: string;
}

/** What the activations clamp to that cost nothing. */
const ranges: Record<string, readonly [number, number]> = {
  linear: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  relu: [0, Number.POSITIVE_INFINITY],
  relu6: [0, 6],
};

/** The convolution. tfjs's own lays out its weights anew whenever they change: in every step of a training. */
export const conv2d = trainingKernel({
  name: "Conv2D",
  floats: ["x", "filter"],
  forward: (inputs: Record<"x" | "filter", TensorInfo>, attrs: Attrs, heap) =>
    convolve("Conv2D", inputs, undefined, attrs, "linear", heap),
});

/** The same with a bias, and an activation that clamps; tfjs does the others. */
export const fusedConv2d = trainingKernel({
  name: "FusedConv2D",
  floats: ["x", "filter"],
  handles: ({ filter, bias }, { activation }: FusedAttrs) =>
    Object.hasOwn(ranges, activation) &&
    (!bias || (bias.dtype === "float32" && util.arraysEqual(bias.shape, [filter.shape[3]!]))),
  forward: (inputs: Record<"x" | "filter" | "bias", TensorInfo>, attrs: FusedAttrs, heap) =>
    convolve("FusedConv2D", inputs, inputs.bias, attrs, attrs.activation, heap),
});

function convolve(
  op: string,
  { x, filter }: Record<"x" | "filter", TensorInfo>,
  bias: TensorInfo | undefined,
  attrs: Attrs,
  activation: string,
  { kernels, pointer, empty, scratch }: Heap,
): TensorInfo {
  const { info, sizes } = convolution(op, x.shape as Shape4D, filter.shape as Shape4D, attrs, attrs.dilations);
  if (info.outHeight < 0 || info.outWidth < 0) {
    const [rows, columns] = [info.effectiveFilterHeight, info.effectiveFilterWidth];
    throw new ShapeError(`${op}: a filter of ${rows} × ${columns} must fit into x with its padding, got [${x.shape}]`);
  }
  const { B, H, W, Ci, h, w, Co, fh, fw, sh, sw, dh, dw, top, left, channelsFirst } = sizes;
  const space = scratch(kernels.conv2dScratch(Ci, h, w, Co, fh, fw, sh, sw, dh, dw));
  const out = empty(info.outShape);
  const places = [pointer(x), pointer(filter), bias ? pointer(bias) : 0, pointer(out), space] as const;
  const [low, high] = ranges[activation]!;
  kernels.conv2d(...places, B, H, W, Ci, h, w, Co, fh, fw, sh, sw, dh, dw, top, left, low, high, channelsFirst);
  return out;
}
