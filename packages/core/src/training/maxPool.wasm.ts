// Max pooling of images and volumes, and its gradient: tfjs's own start each maximum at the smallest positive float.
import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { ConfigError, ShapeError } from "../shapes/errors";
import { trainingKernel } from "./trainingKernel";
import { coversOutput, type Pad, type RoundingMode, type Shape4D, type Tuple, wholeWindow } from "./window";

interface Attrs {
  filterSize: Tuple;
  strides: Tuple;
  pad: Pad;
  dimRoundingMode?: RoundingMode;
}

interface Attrs3D {
  filterSize: [number, number, number] | number;
  strides: [number, number, number] | number;
  pad: "valid" | "same" | number;
  dimRoundingMode?: RoundingMode;
}

type Shape5D = [number, number, number, number, number];

/** tfjs's own also gives ties to the last. */
export const maxPoolGrad = /* @__PURE__ */ trainingKernel({
  name: "MaxPoolGrad",
  floats: ["dy", "input"],

  forward({ dy, input }: Record<"dy" | "input", TensorInfo>, attrs: Attrs, { kernels, pointer, empty }) {
    const shape = input.shape as Shape4D;
    const info = windowOf("MaxPoolGrad", shape, attrs);
    // tfjs does not tell the gradient the rounding mode, so dy may have more rows and columns than info says
    coversOutput("MaxPoolGrad", dy, info);
    const [B, H, W, C] = shape;
    const dx = empty(shape);
    const places = [pointer(input), pointer(dy), pointer(dx)] as const;
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    const outputs = [1, info.outHeight, info.outWidth, 1, dy.shape[1]!, dy.shape[2]!] as const;
    const window = [1, filterHeight, filterWidth, 1, strideHeight, strideWidth, 0, padInfo.top, padInfo.left] as const;
    kernels.maxPoolGrad(...places, B, 1, H, W, C, ...outputs, ...window);
    return dx;
  },
});

export const maxPoolWithArgmax = /* @__PURE__ */ trainingKernel({
  name: "MaxPoolWithArgmax",
  floats: ["x"],
  keepsType: "x",

  forward({ x }: { x: TensorInfo }, attrs: Attrs & { includeBatchInIndex: boolean }, { kernels, pointer, empty }) {
    if (x.shape.length !== 4) {
      throw new ShapeError(`MaxPoolWithArgmax: x must be [B, H, W, C], got [${x.shape.join(", ")}]`);
    }
    const shape = x.shape as Shape4D;
    const info = windowOf("MaxPoolWithArgmax", shape, attrs);
    const [B, H, W, C] = shape;
    const [out, where] = [empty(info.outShape), empty(info.outShape, "int32")];
    const places = [pointer(x), pointer(out), pointer(where), attrs.includeBatchInIndex] as const;
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    const window = [1, filterHeight, filterWidth, 1, strideHeight, strideWidth, 0, padInfo.top, padInfo.left] as const;
    kernels.maxPool(...places, B, 1, H, W, C, 1, info.outHeight, info.outWidth, ...window);
    return [out, where];
  },
});

export const maxPool3d = /* @__PURE__ */ trainingKernel({
  name: "MaxPool3D",
  floats: ["x"],
  keepsType: "x",

  forward({ x }: { x: TensorInfo }, attrs: Attrs3D, { kernels, pointer, empty }) {
    const { info, sizes, window } = volumeOf("MaxPool3D", x.shape as Shape5D, attrs);
    const out = empty(info.outShape);
    const outputs = [info.outDepth, info.outHeight, info.outWidth] as const;
    kernels.maxPool(pointer(x), pointer(out), 0, false, ...sizes, ...outputs, ...window);
    return out;
  },
});

export const maxPool3dGrad = /* @__PURE__ */ trainingKernel({
  name: "MaxPool3DGrad",
  floats: ["dy", "input"],

  forward({ dy, input }: Record<"dy" | "input", TensorInfo>, attrs: Attrs3D, { kernels, pointer, empty }) {
    const { info, sizes, window } = volumeOf("MaxPool3DGrad", input.shape as Shape5D, attrs);
    if (String(dy.shape) !== String(info.outShape)) {
      throw new ShapeError(`MaxPool3DGrad: dy must be [${info.outShape.join(", ")}], got [${dy.shape.join(", ")}]`);
    }
    const dx = empty(input.shape);
    const outputs = [info.outDepth, info.outHeight, info.outWidth] as const;
    kernels.maxPoolGrad(pointer(input), pointer(dy), pointer(dx), ...sizes, ...outputs, ...outputs, ...window);
    return dx;
  },
});

function windowOf(op: string, shape: Shape4D, { filterSize, strides, pad, dimRoundingMode }: Attrs) {
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  wholeWindow(op, info);
  return info;
}

/** The sizes as the kernels take them: B, D, H, W, C, and filter, strides and paddings. */
function volumeOf(op: string, shape: Shape5D, { filterSize, strides, pad, dimRoundingMode }: Attrs3D) {
  const info = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const filter = [info.filterDepth, info.filterHeight, info.filterWidth] as const;
  const steps = [info.strideDepth, info.strideHeight, info.strideWidth] as const;
  const { front, top, left } = info.padInfo;
  if (![...filter, ...steps].every((n) => Number.isInteger(n) && n > 0)) {
    throw new ConfigError(
      `${op}: the filter's sides and the strides must be whole numbers from 1, got ${filter} and ${steps}`,
    );
  }
  if (![front, top, left].every(Number.isInteger)) {
    throw new ConfigError(`${op}: pad must be of whole numbers, got ${front}, ${top}, ${left}`);
  }
  return { info, sizes: shape, window: [...filter, ...steps, front, top, left] as const };
}
