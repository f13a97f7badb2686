// What the gradient of a clipped activation is made of: comparisons, and choices by them. tfjs's own compute one number after the other.
import { type NamedTensorInfoMap, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";

type Pair = Record<"a" | "b", TensorInfo>;

/** a > b, or with `swapped` a < b: for numbers of the same shape, or one of them a single number. Others are tfjs's own. */
const comparison = (name: string, swapped: boolean, orEqual: boolean) =>
  trainingKernel({
    name,
    floats: [],
    handles: ({ a, b }: Pair) =>
      a.dtype === "float32" &&
      b.dtype === "float32" &&
      (util.arraysEqual(a.shape, b.shape) || isSingle(a, b) || isSingle(b, a)),

    forward({ a, b }: Pair, _: object, { kernels, pointer, empty }) {
      const shape = isSingle(a, b) ? b.shape : a.shape;
      const out = empty(shape, "bool");
      const [x, y] = swapped ? [b, a] : [a, b];
      const n = util.sizeFromShape(shape);
      kernels.greater(pointer(x), pointer(y), pointer(out), n, isSingle(x, y), isSingle(y, x), orEqual);
      return out;
    },
  });

/** Whether it has no dimensions, and the other has: its shape is then the result's. */
const isSingle = (one: TensorInfo, other: TensorInfo) => one.shape.length === 0 && other.shape.length > 0;

export const greater = /* @__PURE__ */ comparison("Greater", false, false);
export const greaterEqual = /* @__PURE__ */ comparison("GreaterEqual", false, true);
export const less = /* @__PURE__ */ comparison("Less", true, false);
export const lessEqual = /* @__PURE__ */ comparison("LessEqual", true, true);

export const logicalAnd = /* @__PURE__ */ trainingKernel({
  name: "LogicalAnd",
  floats: [],
  handles: ({ a, b }: Pair) => a.dtype === "bool" && b.dtype === "bool" && util.arraysEqual(a.shape, b.shape),

  forward({ a, b }: Pair, _: object, { kernels, pointer, empty }) {
    const out = empty(a.shape, "bool");
    kernels.both(pointer(a), pointer(b), pointer(out), util.sizeFromShape(a.shape));
    return out;
  },
});

/** `where`, for a condition of the same shape as what is chosen from. */
export const select = /* @__PURE__ */ trainingKernel({
  name: "Select",
  floats: [],
  handles: ({ condition, t, e }: NamedTensorInfoMap & Record<"condition" | "t" | "e", TensorInfo>) =>
    condition.dtype === "bool" &&
    t.dtype === "float32" &&
    e.dtype === "float32" &&
    util.arraysEqual(condition.shape, t.shape) &&
    util.arraysEqual(e.shape, t.shape),

  forward({ condition, t, e }: Record<"condition" | "t" | "e", TensorInfo>, _: object, { kernels, pointer, empty }) {
    const out = empty(t.shape);
    kernels.choose(pointer(condition), pointer(t), pointer(e), pointer(out), util.sizeFromShape(t.shape));
    return out;
  },
});
