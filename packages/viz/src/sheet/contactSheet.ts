import type { ColorMap } from "../colors/colorMap";
import type { ValueRange } from "../colors/painter";
import type { Picture } from "../drawing/canvas";
import { checkedStrips } from "./check";
import { drawSheet } from "./drawSheet";
import type { Images } from "./images";
import { layOut } from "./layout";
import type { Outline } from "./outline";

/** Images that belong together: one row of the sheet, or several where it is broken. */
export interface Strip {
  images: Images;
  /** Stands left of the row. */
  title?: string;
  /** One for each image, under it. */
  captions?: readonly string[];
  /** For each image what is drawn on it: one outline or several. */
  outlines?: readonly (Outline | readonly Outline[] | undefined)[];
  /** What is black and what is white, or the ends of the colors; [0, 1] by default. */
  range?: ValueRange;
  /** The colors of images of one channel; `"gray"` by default. */
  colors?: ColorMap;
}

export interface Sheet {
  strips: readonly Strip[];
  title?: string;
  /** A line under the title. */
  note?: string;
  /** One for each column, above it. */
  columnTitles?: readonly string[];
  /** Images in a row at most; by default as many as the longest strip has. Longer strips go on below, together. */
  columns?: number;
  /** About how many pixels the longer side of an image has on the sheet; 96 by default. Images grow by whole factors. */
  tileSize?: number;
  /** By how much everything is larger: 2 for screens of double density; 1 by default. A whole number. */
  density?: number;
}

/**
 * Images side by side with titles and captions, as one picture. Numbers outside the range are drawn as its ends, and
 * what is not a number in magenta.
 *
 *     contactSheet({ title: "RTS", strips: [{ title: "input", images, outlines: boxes(theta) }, { title: "seen", images: seen }] })
 *
 * @throws ShapeError if images are not `[B, H, W, 1 or 3]` or there are none
 * @throws ConfigError for an unknown option, one out of its range, or captions or outlines that are not one an image
 */
export function contactSheet(sheet: Sheet): Picture {
  const strips = checkedStrips(sheet);
  return drawSheet(sheet, strips, layOut(sheet, strips));
}
