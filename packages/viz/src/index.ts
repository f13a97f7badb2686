export type { ColorMap } from "./colors/colorMap";
export type { ValueRange } from "./colors/painter";
export type { Color, Picture } from "./drawing/canvas";
export type { Point } from "./drawing/polyline";
export { encodeGif, type GifOptions } from "./encodeGif";
export { encodePng } from "./encodePng";
export { type Heatmaps, heatmaps, type Matrix, type Panel } from "./heatmaps/heatmaps";
export { contactSheet, type Sheet, type Strip } from "./sheet/contactSheet";
export type { Images } from "./sheet/images";
export {
  boxes,
  gridOutlines,
  type Outline,
  type WindowOutlinesOptions,
  type Windows,
  windowOutlines,
} from "./sheet/outline";
