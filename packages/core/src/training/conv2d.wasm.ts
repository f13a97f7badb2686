import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";
import { ShapeError } from "../shapes/errors";
import { type Activation, finish, isKnown, rangeOf } from "./activations";
import { type ConvolutionAttrs, convolution } from "./convolution";
import { trainingKernel } from "./trainingKernel";
import type { Shape4D, Tuple } from "./window";

type Inputs = Record<"x" | "filter", TensorInfo>;

/** Up to so many, laying out the weights takes longer than using them. */
const FEW_POSITIONS = 64;

interface Attrs extends ConvolutionAttrs {
  dilations: Tuple;
}

type FusedInputs = Inputs & { bias?: TensorInfo; preluActivationWeights?: TensorInfo };
type FusedAttrs = Attrs & Activation;

/** The convolution. tfjs's own lays out its weights anew whenever they change: in every step of a training. */
export const conv2d = /* @__PURE__ */ trainingKernel({
  name: "Conv2D",
  floats: ["x", "filter"],
  handles: (inputs, attrs: Attrs) => handles("Conv2D", inputs, attrs),
  forward: (inputs: Inputs, attrs: Attrs, heap) => convolve("Conv2D", inputs, undefined, attrs, "linear", heap),
});

/** The same with a bias and an activation. */
export const fusedConv2d = /* @__PURE__ */ trainingKernel({
  name: "FusedConv2D",
  floats: ["x", "filter"],
  handles(inputs, attrs: FusedAttrs) {
    const { filter, bias, preluActivationWeights: slopes } = inputs as FusedInputs;
    const ours =
      (!bias || bias.dtype === "float32") && (!slopes || attrs.dataFormat === "NHWC") && isKnown(attrs.activation);
    if (!ours || attrs.activation !== "linear") return ours; // tfjs's clamping makes 0 of what is not a number
    const perOutput = !bias || util.arraysEqual(bias.shape, [filter.shape[3]!]);
    return !perOutput || handles("FusedConv2D", inputs, attrs);
  },
  forward(inputs: FusedInputs, attrs: FusedAttrs, heap) {
    const { filter, bias, preluActivationWeights: slopes } = inputs;
    if (!bias || util.arraysEqual(bias.shape, [filter.shape[3]!])) {
      return finish(convolve("FusedConv2D", inputs, bias, attrs, attrs.activation, heap), { ...attrs, slopes }, heap);
    }
    return finish(convolve("FusedConv2D", inputs, undefined, attrs, "linear", heap), { ...attrs, bias, slopes }, heap);
  },
});

/**
 * tfjs keeps the weights as it laid them out: the fastest for very few positions, as long as those weights are constants. It
 * has no convolution with the channels first and none of nothing; and it computes with wrong paddings where the stride is larger
 * than the filter, and past its output's end where paddings are numbers and that output's size is rounded up.
 */
function handles(op: string, { x, filter }: Inputs, attrs: Attrs): boolean {
  const { B, h, w, channelsFirst } = convolution(
    op,
    x.shape as Shape4D,
    filter.shape as Shape4D,
    attrs,
    attrs.dilations,
  ).sizes;
  const positions = B * h * w;
  const few = positions > 0 && positions < FEW_POSITIONS;
  const theirs = few && !channelsFirst && attrs.pad === "valid" && x.dtype === "float32";
  return !theirs;
}

function convolve(
  op: string,
  { x, filter }: Inputs,
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
  const [low, high] = rangeOf(activation);
  kernels.conv2d(...places, B, H, W, Ci, h, w, Co, fh, fw, sh, sw, dh, dw, top, left, low, high, channelsFirst);
  return out;
}
