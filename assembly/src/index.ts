export { affineGrid, affineGridGrad } from "./affineGrid";
export { copy } from "./copy";
export { gemm, gemmScratch, gemmStrided } from "./gemm";
