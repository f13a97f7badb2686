export type { ColorMap } from "./colors/colorMap";
export type { Color, Picture } from "./drawing/canvas";
export type { Point } from "./drawing/polyline";
export { encodePng } from "./encodePng";
export { contactSheet, type Sheet, type Strip } from "./sheet/contactSheet";
export type { Images, ValueRange } from "./sheet/images";
export { boxes, gridOutlines, type Outline } from "./sheet/outline";
