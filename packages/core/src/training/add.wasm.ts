import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";

type Inputs = Record<"a" | "b", TensorInfo>;

/** The sum with a bias, one row for all. All other sums are tfjs's own. */
export const add = /* @__PURE__ */ trainingKernel({
  name: "Add",
  floats: ["a", "b"],
  handles: ({ a, b }: Inputs) => a.dtype === "float32" && b.dtype === "float32" && isRow(b.shape, a.shape),

  forward({ a, b }: Inputs, _: object, { kernels, pointer, empty, scratch }) {
    const columns = util.sizeFromShape(b.shape);
    const rows = util.sizeFromShape(a.shape) / columns;
    const out = empty(a.shape);
    const space = scratch(kernels.rowsScratch(columns));
    kernels.addRow(pointer(a), pointer(b), pointer(out), space, rows, columns);
    return out;
  },
});

/** Whether it is as long as the last axis, and 1 along the others. */
function isRow(shape: number[], of: number[]): boolean {
  const columns = of.at(-1);
  if (of.length < 2 || shape.length === 0 || shape.length > of.length || !columns || columns < 2) return false;
  return shape.at(-1) === columns && shape.slice(0, -1).every((n) => n === 1);
}
