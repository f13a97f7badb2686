export { affineGrid, affineGridGrad } from "./affineGrid";
export { copy } from "./copy";
export { gemm, gemmScratch, gemmStrided } from "./gemm";
export { maxPoolGrad } from "./training/maxPoolGrad";
export { unsortedSegmentSum } from "./training/unsortedSegmentSum";
