import { broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";
import { ShapeError } from "../shapes/errors";
import { type Activation, finish, isKnown, rangeOf } from "./activations";
import { trainingKernel } from "./trainingKernel";

type Inputs = Record<"a" | "b", TensorInfo>;

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
}

type FusedInputs = Inputs & { bias?: TensorInfo; preluActivationWeights?: TensorInfo };
type FusedAttrs = Attrs & Activation;

/** The product of matrices. tfjs's own is slow where one is transposed, and lays out weights anew when they change. */
export const batchMatMul = /* @__PURE__ */ trainingKernel({
  name: "BatchMatMul",
  floats: ["a", "b"],
  handles,
  forward: (inputs: Inputs, attrs: Attrs, heap) => multiply("BatchMatMul", inputs, undefined, attrs, "linear", heap),
});

/** The same with a bias and an activation. */
export const fusedMatMul = /* @__PURE__ */ trainingKernel({
  name: "_FusedMatMul",
  floats: ["a", "b"],
  handles(inputs, attrs: FusedAttrs) {
    const { bias } = inputs as FusedInputs;
    const ours = isRegular(inputs, attrs) && isKnown(attrs.activation) && (!bias || bias.dtype === "float32");
    if (!ours || attrs.activation !== "linear") return ours; // tfjs's clamping makes 0 of what is not a number
    return handles(inputs, attrs) || (bias !== undefined && !util.arraysEqual(bias.shape, [sizes(inputs, attrs).N]));
  },
  forward(inputs: FusedInputs, attrs: FusedAttrs, heap) {
    const { bias, preluActivationWeights: slopes } = inputs;
    if (!bias || biasRows(bias, inputs, attrs) !== undefined) {
      return finish(multiply("_FusedMatMul", inputs, bias, attrs, attrs.activation, heap), { ...attrs, slopes }, heap);
    }
    return finish(multiply("_FusedMatMul", inputs, undefined, attrs, "linear", heap), { ...attrs, bias, slopes }, heap);
  },
});

/** Matrices of floats, whose batches are as many or one. */
function isRegular({ a, b }: Inputs, attrs: Attrs): boolean {
  if (a.dtype !== "float32" || b.dtype !== "float32" || a.shape.length < 2 || b.shape.length < 2) return false;
  const { batchA, batchB, batches } = sizes({ a, b }, attrs);
  return [1, batches].includes(batchA) && [1, batches].includes(batchB);
}

/** tfjs keeps the right-hand matrix as it laid it out: the fastest for one row, as long as that matrix is a constant. */
function handles(inputs: Inputs, attrs: Attrs): boolean {
  if (!isRegular(inputs, attrs)) return false;
  const { M, K, N, batches } = sizes(inputs, attrs);
  const oneRow = M === 1 && batches === 1 && K > 0 && N > 0 && !attrs.transposeA && !attrs.transposeB;
  return !oneRow;
}

function sizes({ a, b }: Inputs, { transposeA, transposeB }: Attrs) {
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  return {
    outer,
    batches: util.sizeFromShape(outer),
    batchA: util.sizeFromShape(outerA),
    batchB: util.sizeFromShape(outerB),
    M: transposeA ? aColumns : aRows,
    K: transposeA ? aRows : aColumns,
    N: transposeB ? bRows : bColumns,
    rowsOfB: transposeB ? bColumns : bRows,
  };
}

/** In how many rows the bias is there: one for all, or all of them. */
function biasRows(bias: TensorInfo, inputs: Inputs, attrs: Attrs): number | undefined {
  const { batches, M, N } = sizes(inputs, attrs);
  const rows = util.sizeFromShape(bias.shape) / N;
  return bias.shape.at(-1) === N && (rows === 1 || rows === batches * M) ? rows : undefined;
}

function multiply(
  op: string,
  { a, b }: Inputs,
  bias: TensorInfo | undefined,
  attrs: Attrs,
  activation: string,
  { kernels, pointer, empty, scratch }: Heap,
): TensorInfo {
  const { outer, batches, batchA, batchB, M, K, N, rowsOfB } = sizes({ a, b }, attrs);
  const { transposeA, transposeB } = attrs;
  if (rowsOfB !== K) {
    const [left, right] = [a, b].map(({ shape }) => `[${shape.join(", ")}]`);
    throw new ShapeError(`${op}: a and b must fit: ${K} columns meet ${rowsOfB} rows, got ${left} and ${right}`);
  }
  const out = empty([...outer, M, N]);
  const space = scratch(kernels.gemmScratch(M, N, K));
  const [pa, pb, pc] = [pointer(a), pointer(b), pointer(out)];
  const rows = bias && biasRows(bias, { a, b }, attrs)!;
  const whole = rows !== undefined && rows === batches * M;
  if (whole) kernels.copy(pointer(bias!), pc, rows * N);
  for (let i = 0; i < batches; i++) {
    const x = pa + (batchA === 1 ? 0 : i * M * K * 4);
    const y = pb + (batchB === 1 ? 0 : i * K * N * 4);
    kernels.gemm(x, y, pc + i * M * N * 4, space, M, N, K, transposeA, transposeB, whole);
  }
  if (bias && !whole) kernels.addRow(pc, pointer(bias), pc, scratch(kernels.rowsScratch(N)), batches * M, N);
  const [low, high] = rangeOf(activation);
  if (low > Number.NEGATIVE_INFINITY) kernels.clamp(pc, batches * M * N, low, high);
  return out;
}
