import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "./op";

/**
 * Numbers that lie together in each row of a matrix, such as one part of the records on a tape: `x[…, from … from + count]` as
 * `[rows, count]`, copied. tfjs's slice on wasm copies all of x first. Has no gradient.
 *
 * @param x `[…, n]`
 */
export const columns = (x: Tensor, from: number, count: number): Tensor => runOp(columnsWasm, { x }, { from, count });

const columnsWasm = /* @__PURE__ */ wasmOp({
  name: "Columns",
  inputs: ["x"],

  forward({ x }: { x: TensorInfo }, { from, count }: { from: number; count: number }, { kernels, pointer, empty }) {
    const n = x.shape.at(-1)!;
    const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const out = empty([rows, count]);
    kernels.copyColumns(pointer(x) + 4 * from, n, pointer(out), rows, count);
    return out;
  },
});
