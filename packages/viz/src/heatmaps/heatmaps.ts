import type { Tensor } from "@tensorflow/tfjs-core";
import type { ColorMap } from "../colors/colorMap";
import type { ValueRange } from "../colors/painter";
import type { Picture } from "../drawing/canvas";
import { checkedPanels } from "./check";
import { drawHeatmaps } from "./drawHeatmaps";
import { layOut } from "./layout";

/** A tensor `[rows, columns]`, or numbers and their shape. */
export type Matrix = Tensor | { data: ArrayLike<number>; shape: readonly number[] };

export interface Panel {
  values: Matrix;
  /** Stands above. */
  title?: string;
  /** What runs along the columns; stands below. */
  x?: string;
  /** What runs along the rows; stands to the left and goes up. */
  y?: string;
  /** What is black and what is white, or the ends of the colors; [0, 1] by default. */
  range?: ValueRange;
  /** `"gray"` by default. */
  colors?: ColorMap;
}

export interface Heatmaps {
  panels: readonly Panel[];
  title?: string;
  /** A line under the title. */
  note?: string;
  /** Panels side by side at most; 1 by default. */
  columns?: number;
  /** How many pixels a side each number takes, in every panel, so that what is above each other is at the same time; 8 by default. */
  cellSize?: number;
  /** By how much everything is larger: 2 for screens of double density; 1 by default. A whole number. */
  density?: number;
}

/**
 * Matrices as squares of color, labelled: what a memory or an address was over time. Numbers outside the range are drawn as its
 * ends, and what is not a number in magenta.
 *
 *     heatmaps({ title: "copy", panels: [{ title: "write address", values: weights, x: "time →", y: "location" }] })
 *
 * @throws ShapeError if values are not `[rows, columns]` or there are none
 * @throws ConfigError for an unknown option or one out of its range
 */
export function heatmaps(options: Heatmaps): Picture {
  const panels = checkedPanels(options);
  return drawHeatmaps(options, layOut(options, panels));
}
