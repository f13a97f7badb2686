// Sums and means over axes that are not the last: tfjs transposes the tensor for them, or divides by zero.
import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";
import { trainingKernel } from "./trainingKernel";

interface Attrs {
  axis: number | number[];
  keepDims: boolean;
}

/** The sum over the first axes is the gradient of a bias. And sums of nothing, where tfjs divides by zero. Others are tfjs's own. */
export const sum = /* @__PURE__ */ trainingKernel({
  name: "Sum",
  floats: [],
  handles: ({ x }: Record<"x", TensorInfo>, attrs: Attrs) =>
    isEmpty(x) || (x.dtype === "float32" && neighbors(x, attrs) !== undefined),

  forward({ x }: Record<"x", TensorInfo>, attrs: Attrs, heap) {
    if (!isEmpty(x)) return sumOver(x, attrs, heap).out;
    return heap.zeros(shapeOf(x, attrs), x.dtype);
  },
});

/** What batch normalization and poolings over a whole image take. */
export const mean = /* @__PURE__ */ trainingKernel({
  name: "Mean",
  floats: [],
  handles: ({ x }: Record<"x", TensorInfo>, attrs: Attrs) =>
    !isEmpty(x) && x.dtype === "float32" && neighbors(x, attrs) !== undefined,

  forward({ x }: Record<"x", TensorInfo>, attrs: Attrs, heap) {
    const { out, count } = sumOver(x, attrs, heap);
    heap.kernels.scale(heap.pointer(out), 1 / count, util.sizeFromShape(out.shape));
    return out;
  },
});

const isEmpty = ({ shape }: TensorInfo): boolean => shape.includes(0);

/** The first and the last of the axes that are summed, if they are neighbors and others follow. */
function neighbors({ shape }: TensorInfo, { axis }: Attrs): [number, number] | undefined {
  const axes = [...new Set(util.parseAxisParam(axis, shape))].sort((a, b) => a - b);
  const [first, last] = [axes[0], axes.at(-1)];
  if (first === undefined || last! - first + 1 !== axes.length || last === shape.length - 1) return undefined;
  return [first, last!];
}

function shapeOf({ shape }: TensorInfo, { axis, keepDims }: Attrs): number[] {
  const axes = util.parseAxisParam(axis, shape);
  const [outShape] = backend_util.computeOutAndReduceShapes(shape, axes);
  return keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
}

/** Of each of the outer axes' parts, the sum of its rows. */
function sumOver(x: TensorInfo, attrs: Attrs, { kernels, pointer, empty, scratch }: Heap) {
  const [first, last] = neighbors(x, attrs)!;
  const size = (from: number, to?: number) => util.sizeFromShape(x.shape.slice(from, to));
  const [parts, rows, columns] = [size(0, first), size(first, last + 1), size(last + 1)];
  const out = empty(shapeOf(x, attrs));
  const space = scratch(kernels.rowsScratch(columns));
  for (let part = 0; part < parts; part++) {
    const from = pointer(x) + 4 * part * rows * columns;
    kernels.sumRows(from, pointer(out) + 4 * part * columns, space, rows, columns);
  }
  return { out, count: rows };
}
