import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";

interface Attrs {
  axis: number | number[];
  keepDims: boolean;
}

/**
 * The sum over the first axes, which is the gradient of a bias: tfjs transposes the tensor for it. And sums of nothing, where
 * tfjs divides by zero. All others are tfjs's own.
 */
export const sum = /* @__PURE__ */ trainingKernel({
  name: "Sum",
  floats: [],
  handles: ({ x }: Record<"x", TensorInfo>, attrs: Attrs) =>
    isEmpty(x) || (x.dtype === "float32" && firstAxes(x, attrs) !== undefined),

  forward({ x }: Record<"x", TensorInfo>, attrs: Attrs, { kernels, pointer, empty, zeros, scratch }) {
    if (isEmpty(x)) {
      const axes = util.parseAxisParam(attrs.axis, x.shape);
      const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
      return zeros(attrs.keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape, x.dtype);
    }
    const count = firstAxes(x, attrs)!;
    const kept = x.shape.slice(count);
    const [rows, columns] = [util.sizeFromShape(x.shape.slice(0, count)), util.sizeFromShape(kept)];
    const out = empty(attrs.keepDims ? [...x.shape.slice(0, count).fill(1), ...kept] : kept);
    kernels.sumRows(pointer(x), pointer(out), scratch(kernels.rowsScratch(columns)), rows, columns);
    return out;
  },
});

const isEmpty = ({ shape }: TensorInfo): boolean => shape.includes(0);

/** How many axes are summed, if they are the first and others remain. */
function firstAxes({ shape }: TensorInfo, { axis }: Attrs): number | undefined {
  const axes = new Set(util.parseAxisParam(axis, shape));
  const first = [...axes].every((one) => one < axes.size);
  return first && axes.size > 0 && axes.size < shape.length ? axes.size : undefined;
}
