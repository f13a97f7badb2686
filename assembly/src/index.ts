export { affineGrid, affineGridGrad } from "./affineGrid";
export { affineGrid3d, affineGrid3dGrad } from "./affineGrid3d";
export { attentionTheta, attentionThetaGrad } from "./attentionGrid";
export { copy } from "./copy";
export { gemm, gemmScratch, gemmStrided } from "./gemm";
export { projectiveGrid, projectiveGridGrad } from "./projectiveGrid";
export { thinPlateSplineGrid, thinPlateSplineGridGrad } from "./thinPlateSplineGrid";
export { maxPoolGrad } from "./training/maxPoolGrad";
export { unsortedSegmentSum } from "./training/unsortedSegmentSum";
