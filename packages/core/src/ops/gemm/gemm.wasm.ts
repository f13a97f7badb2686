import { runOp, type WasmOp, wasmOp } from "../../kernels/op";

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
}

export const gemmWasm: WasmOp<"a" | "b", Attrs> = /* @__PURE__ */ wasmOp({
  name: "Gemm",
  inputs: ["a", "b"],

  forward({ a, b }, { transposeA, transposeB }, { kernels, pointer, empty, scratch }) {
    const [K, M] = transposeA ? (a.shape as [number, number]) : ([...a.shape].reverse() as [number, number]);
    const N = b.shape[transposeB ? 0 : 1]!;
    const out = empty([M, N]);
    const room = scratch(kernels.gemmScratch(M, N, K));
    kernels.gemm(pointer(a), pointer(b), pointer(out), room, M, N, K, transposeA, transposeB, false);
    return out;
  },

  // C = op(A) op(B): the gradient of op(A) is dC op(B)ᵀ, that of op(B) is op(A)ᵀ dC; transposed where A or B is
  gradient: ([dC], { a, b }, { transposeA, transposeB }) => ({
    a: () =>
      transposeA
        ? runOp(gemmWasm, { a: b, b: dC! }, { transposeA: transposeB, transposeB: true })
        : runOp(gemmWasm, { a: dC!, b }, { transposeA: false, transposeB: !transposeB }),
    b: () =>
      transposeB
        ? runOp(gemmWasm, { a: dC!, b: a }, { transposeA: true, transposeB: transposeA })
        : runOp(gemmWasm, { a, b: dC! }, { transposeA: !transposeA, transposeB: false }),
  }),
});
