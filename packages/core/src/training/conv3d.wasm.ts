// Convolutions of volumes and their gradients, as convolutions of images whose channels are the planes that a filter sees together.
import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";
import { ConfigError, ShapeError } from "../shapes/errors";
import { rangeOf } from "./activations";
import { trainingKernel } from "./trainingKernel";

type Shape5D = [number, number, number, number, number];
type Triple = [number, number, number] | number;

interface Attrs {
  strides: Triple;
  pad: "valid" | "same";
  dilations?: Triple;
}

/** The convolution. tfjs's own is a loop of multiplications. */
export const conv3d = /* @__PURE__ */ trainingKernel({
  name: "Conv3D",
  floats: ["x", "filter"],

  forward({ x, filter }: Record<"x" | "filter", TensorInfo>, attrs: Attrs, heap) {
    const c = volumes("Conv3D", x.shape as Shape5D, filter.shape as Shape5D, attrs);
    const { kernels, pointer, empty, scratch } = heap;
    const { images, width, H, W, h, w, Co, fh, fw, sh, sw, dh, dw, top, left } = c;
    const out = empty(c.outShape);
    const space = scratch(kernels.conv2dScratch(width, h, w, Co, fh, fw, sh, sw, dh, dw));
    const places = [unfolded(x, c, heap), flatFilter(filter, c, heap), 0, pointer(out), space] as const;
    const sizes = [images, H, W, width, h, w, Co, fh, fw, sh, sw, dh, dw, top, left] as const;
    const [low, high] = rangeOf("linear");
    kernels.conv2d(...places, ...sizes, low, high, false);
    return out;
  },
});

/** The gradient of the filter. tfjs's own is a loop of multiplications. */
export const conv3dBackpropFilter = /* @__PURE__ */ trainingKernel({
  name: "Conv3DBackpropFilterV2",
  floats: ["x", "dy"],

  forward(
    { x, dy }: Record<"x" | "dy", TensorInfo>,
    { filterShape, ...attrs }: Attrs & { filterShape: Shape5D },
    heap,
  ) {
    const c = volumes("Conv3DBackpropFilterV2", x.shape as Shape5D, filterShape, attrs, dy);
    const { kernels, pointer, empty, scratch } = heap;
    const { images, width, H, W, h, w, Ci, Co, fd, fh, fw, sh, sw, top, left } = c;
    const dFilter = empty(filterShape);
    const flat = scratch(fh * fw * width * Co);
    const space = scratch(kernels.conv2dBackpropFilterScratch(images, width, h, w, Co, fh, fw, sh, sw));
    const sizes = [images, H, W, width, h, w, Co, h, w, fh, fw, sh, sw, top, left] as const;
    kernels.conv2dBackpropFilter(unfolded(x, c, heap), pointer(dy), flat, space, ...sizes, false);
    kernels.foldDepth(flat, pointer(dFilter), 1, fd, fh * fw, Ci * Co, 1, fd, 1, 1, 0);
    return dFilter;
  },
});

/** The gradient of the volume, and the transposed convolution. tfjs's own is wrong for filters of more than one plane. */
export const conv3dBackpropInput = /* @__PURE__ */ trainingKernel({
  name: "Conv3DBackpropInputV2",
  floats: ["dy", "filter"],

  forward(
    { dy, filter }: Record<"dy" | "filter", TensorInfo>,
    { inputShape, ...attrs }: Attrs & { inputShape: Shape5D },
    heap,
  ) {
    const c = volumes("Conv3DBackpropInputV2", inputShape, filter.shape as Shape5D, attrs, dy);
    const { kernels, pointer, empty, scratch } = heap;
    const { images, width, H, W, h, w, Co, fh, fw, sh, sw, top, left } = c;
    const dx = empty(inputShape);
    const planes = scratch(images * H * W * width);
    const space = scratch(kernels.conv2dBackpropInputScratch(W, width, Co, fh, fw, sh, sw, left));
    const sizes = [images, H, W, width, h, w, Co, h, w, fh, fw, sh, sw, top, left] as const;
    kernels.conv2dBackpropInput(pointer(dy), flatFilter(filter, c, heap), planes, space, ...sizes, false);
    kernels.foldDepth(planes, pointer(dx), ...depthOf(c));
    return dx;
  },
});

/** The sizes, checked; `images` of H × W with `width` channels are what convolutions of images get. */
function volumes(
  op: string,
  inShape: Shape5D,
  filterShape: Shape5D,
  { strides, pad, dilations = 1 }: Attrs,
  dy?: TensorInfo,
) {
  const info = backend_util.computeConv3DInfo(inShape, filterShape, strides, dilations, pad);
  const steps = [info.strideDepth, info.strideHeight, info.strideWidth];
  if (!steps.every((n) => Number.isInteger(n) && n > 0)) {
    throw new ConfigError(`${op}: strides must be whole numbers from 1, got ${steps.join(", ")}`);
  }
  if (filterShape[3] !== info.inChannels) {
    throw new ShapeError(`${op}: the filter must be for ${info.inChannels} channels, got [${filterShape.join(", ")}]`);
  }
  const outShape = info.outShape.map((n) => Math.max(n, 0)) as Shape5D;
  if (dy && String(dy.shape) !== String(outShape)) {
    throw new ShapeError(`${op}: dy must be [${outShape.join(", ")}], got [${dy.shape.join(", ")}]`);
  }
  const [B, d, h, w, Co] = outShape;
  const [, D, H, W, Ci] = inShape;
  const [fd, fh, fw] = filterShape;
  return {
    ...{ B, D, H, W, Ci, d, h, w, Co, fd, fh, fw, outShape, images: B * d, width: fd * Ci },
    ...{ sd: info.strideDepth, sh: info.strideHeight, sw: info.strideWidth },
    ...{ dd: info.dilationDepth, dh: info.dilationHeight, dw: info.dilationWidth },
    ...{ front: info.padInfo.front, top: info.padInfo.top, left: info.padInfo.left },
  };
}

type Volumes = ReturnType<typeof volumes>;

const depthOf = ({ B, D, H, W, Ci, d, fd, sd, dd, front }: Volumes) => [B, D, H * W, Ci, d, fd, sd, dd, front] as const;

/** `[B d, H, W, fd Ci]` */
function unfolded(x: TensorInfo, c: Volumes, { kernels, pointer, scratch }: Heap): number {
  const planes = scratch(c.images * c.H * c.W * c.width);
  kernels.unfoldDepth(pointer(x), planes, ...depthOf(c));
  return planes;
}

/** `[fh, fw, fd Ci, Co]` */
function flatFilter(filter: TensorInfo, c: Volumes, { kernels, pointer, scratch }: Heap): number {
  const { fd, fh, fw, Ci, Co, width } = c;
  const flat = scratch(fh * fw * width * Co);
  kernels.unfoldDepth(pointer(filter), flat, 1, fd, fh * fw, Ci * Co, 1, fd, 1, 1, 0);
  return flat;
}
