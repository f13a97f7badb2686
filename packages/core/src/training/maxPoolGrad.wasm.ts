import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";
import { coversOutput, type Pad, type RoundingMode, type Shape4D, type Tuple, wholeWindow } from "./window";

interface Attrs {
  filterSize: Tuple;
  strides: Tuple;
  pad: Pad;
  dimRoundingMode?: RoundingMode;
}

/** tfjs's own starts each maximum at the smallest positive float, and gives ties to the last. */
export const maxPoolGrad = /* @__PURE__ */ trainingKernel({
  name: "MaxPoolGrad",
  floats: ["dy", "input"],

  forward({ dy, input }: Record<"dy" | "input", TensorInfo>, attrs: Attrs, { kernels, pointer, empty }) {
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const shape = input.shape as Shape4D;
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    wholeWindow("MaxPoolGrad", info);
    // tfjs does not tell the gradient the rounding mode, so dy may have more rows and columns than info says
    coversOutput("MaxPoolGrad", dy, info);
    const [B, H, W, C] = shape;
    const dx = empty(shape);
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    kernels.maxPoolGrad(
      pointer(input),
      pointer(dy),
      pointer(dx),
      B,
      H,
      W,
      C,
      info.outHeight,
      info.outWidth,
      dy.shape[1]!,
      dy.shape[2]!,
      filterHeight,
      filterWidth,
      strideHeight,
      strideWidth,
      padInfo.top,
      padInfo.left,
    );
    return dx;
  },
});
