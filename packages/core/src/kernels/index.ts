export type { Kernels } from "@attn/assembly";
export { type GemmOptions, gemm } from "../ops/gemm/gemm";
export { columns } from "./columns";
export type { Variant } from "./instance";
export { type Heap, hasKernels, register, runOp, runOps, type WasmOp, wasmOp, workspace } from "./op";
