export { address, type Head } from "./ops/address/address";
export { affineGrid } from "./ops/affineGrid/affineGrid";
export { affineGrid3d } from "./ops/affineGrid3d/affineGrid3d";
export { attentionGrid } from "./ops/attentionGrid/attentionGrid";
export { type AttentionWindow, attentionWindow } from "./ops/attentionWindow/attentionWindow";
export type { GridOptions } from "./ops/baseGrid";
export { circularShift } from "./ops/circularShift/circularShift";
export { contentWeights } from "./ops/contentWeights/contentWeights";
export { eraseAdd } from "./ops/eraseAdd/eraseAdd";
export { type Filterbank, filterbank } from "./ops/filterbank/filterbank";
export { type GridSampleOptions, gridSample } from "./ops/gridSample/gridSample";
export { type GridSample3dOptions, gridSample3d } from "./ops/gridSample3d/gridSample3d";
export { interpolate } from "./ops/interpolate/interpolate";
export { projectiveGrid } from "./ops/projectiveGrid/projectiveGrid";
export { readMemory } from "./ops/readMemory/readMemory";
export { readPatch } from "./ops/readPatch/readPatch";
export { sharpen } from "./ops/sharpen/sharpen";
export { type SpatialTransformOptions, spatialTransform } from "./ops/spatialTransform/spatialTransform";
export {
  type ThinPlateSplineOptions,
  thinPlateSplineControlPoints,
  thinPlateSplineGrid,
} from "./ops/thinPlateSplineGrid/thinPlateSplineGrid";
export type { PatchOptions } from "./ops/windowDims";
export { writePatch } from "./ops/writePatch/writePatch";
export { type Adam, type AdamOptions, adam } from "./optimizers/adam";
export { type Rmsprop, type RmspropOptions, rmsprop } from "./optimizers/rmsprop";
export { type Ready, type ReadyOptions, ready } from "./ready";
export { dims } from "./shapes/dims";
export { AttnError, ConfigError, FormatError, KernelError, ShapeError } from "./shapes/errors";
export { checkedCount, checkedOptions, checkSize, flag, isObject, oneOf } from "./shapes/options";
export { shown } from "./shapes/shown";
export { assignWeights, compareWeights } from "./weights/assignWeights";
export {
  type LoadSafetensorsOptions,
  loadSafetensors,
  type Safetensors,
  type SaveSafetensorsOptions,
  saveSafetensors,
} from "./weights/safetensors";
