import { ConfigError, checkedCount, checkedOptions, checkSize, dims, ShapeError, shown } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Color, checkColor } from "../drawing/canvas";
import type { Point } from "../drawing/polyline";

/** A closed line on an image. */
export interface Outline {
  /** (x, y) in [−1, 1] from edge to edge of the image, as the grids of `@attn/core` without alignCorners. */
  points: readonly Point[];
  /** How many pieces from the first point on are the top edge, which is drawn heavier; 0 by default. */
  top?: number;
  color?: Color;
  /** How wide the line is, in pixels of the image: at least as wide as other lines, at most a sixteenth of the image. */
  width?: number;
}

/** The windows of DRAW's attention, in pixels: lists of numbers, or tensors of as many. */
export interface Windows {
  gX: ArrayLike<number> | Tensor;
  gY: ArrayLike<number> | Tensor;
  /** Between neighboring Gaussians. */
  delta: ArrayLike<number> | Tensor;
  sigma2: ArrayLike<number> | Tensor;
}

export interface WindowOutlinesOptions {
  /** Height and width of the image. */
  size: readonly [H: number, W: number];
  /** The side of the patch: how many Gaussians there are along an axis. */
  N: number;
  /** What the first pixel's place is called; 1 by default. */
  pixelOrigin?: 0 | 1;
  color?: Color;
}

/**
 * For each window the rectangle through the first and the last Gaussian of each axis, as wide a line as a Gaussian's standard deviation, as
 * in DRAW's figures. A single Gaussian is a rectangle of one pixel.
 *
 * @throws ConfigError if the windows are none, are not equally many, or for an unknown option or one out of its range
 */
export function windowOutlines(windows: Windows, options: WindowOutlinesOptions): Outline[] {
  const who = "windowOutlines";
  const names = ["gX", "gY", "delta", "sigma2"] as const;
  const given = checkedOptions(who, windows, [...names, "gamma"] as never, "windows");
  const { size, N, pixelOrigin = 1, color } = checkedOptions(who, options, ["size", "N", "pixelOrigin", "color"]);
  checkSize(who, size, "H W");
  checkedCount(who, "N", N, 1);
  if (pixelOrigin !== 0 && pixelOrigin !== 1) {
    throw new ConfigError(`${who}: pixelOrigin must be 0 or 1, got ${shown(pixelOrigin)}`);
  }
  if (color !== undefined) checkColor(`${who}: color`, color);
  const [gX, gY, delta, sigma2] = names.map((name) => numbersOf(`${who}: windows.${name}`, given[name]));
  for (const [i, list] of [gY, delta, sigma2].entries()) {
    if (list!.length === gX!.length) continue;
    throw new ConfigError(`${who}: windows.${names[i + 1]} must be as many as gX, ${gX!.length}, got ${list!.length}`);
  }
  const [H, W] = size;
  return Array.from(gX!, (x, k) => {
    const reach = Math.max(((N - 1) / 2) * delta![k]!, 0.5);
    const corner = (dx: number, dy: number): Point => [
      (2 * (x + dx * reach - pixelOrigin + 0.5)) / W - 1,
      (2 * (gY![k]! + dy * reach - pixelOrigin + 0.5)) / H - 1,
    ];
    const points = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
    return { points, width: Math.sqrt(Math.max(sigma2![k]!, 0)), ...(color && { color }) };
  });
}

function numbersOf(who: string, values: unknown): ArrayLike<number> {
  if (values instanceof tf.Tensor) return values.dataSync();
  if (Array.isArray(values) || ArrayBuffer.isView(values)) return values as unknown as ArrayLike<number>;
  throw new ConfigError(`${who} must be numbers or a tensor, got ${shown(values)}`);
}

/**
 * For each of `theta` `[B, 2, 3]` the box in the input that an affine transform looks at, its top edge the heavier one.
 *
 * @throws ShapeError if theta is not `[B, 2, 3]`
 * @throws ConfigError if color is none
 */
export function boxes(theta: Tensor, color?: Color): Outline[] {
  const { B } = dims("boxes", { theta: [theta, "B 2 3"] });
  if (color !== undefined) checkColor("boxes: color", color);
  const t = theta.dataSync();
  return Array.from({ length: B! }, (_, b) => {
    const points = CORNERS.map(([x, y]): Point => {
      const row = (r: number) => t[b * 6 + r * 3]! * x + t[b * 6 + r * 3 + 1]! * y + t[b * 6 + r * 3 + 2]!;
      return [row(0), row(1)];
    });
    return { points, top: 1, ...(color && { color }) };
  });
}

const CORNERS: readonly Point[] = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];

/**
 * For each of `grid` `[B, h, w, 2]`, made without alignCorners, the outline of what it covers: the outer edges of its
 * outermost pixels, whatever the transform.
 *
 * @throws ShapeError if grid is not `[B, h, w, 2]`, h and w from 1
 * @throws ConfigError if color is none
 */
export function gridOutlines(grid: Tensor, color?: Color): Outline[] {
  const { B, h, w } = dims("gridOutlines", { grid: [grid, "B h w 2"] }) as { B: number; h: number; w: number };
  if (h < 1 || w < 1)
    throw new ShapeError(`gridOutlines: grid must have sides h, w from 1, got [${grid.shape.join(", ")}]`);
  if (color !== undefined) checkColor("gridOutlines: color", color);
  const data = grid.dataSync();
  const rim = edge(h, w);
  return Array.from({ length: B }, (_, b) => {
    const at = (y: number, x: number, axis: number) => data[((b * h + y) * w + x) * 2 + axis]!;
    const points = rim.map(([x, y]): Point => [extended(at, y, x, h, w, 0), extended(at, y, x, h, w, 1)]);
    return { points, top: w + 1, ...(color && { color }) };
  });
}

/** The rim of an h × w grid, with the clock from the upper left, in pixels whose centers are whole numbers. */
function edge(h: number, w: number): Point[] {
  const along = (n: number) => [-0.5, ...Array.from({ length: n }, (_, i) => i)];
  return [
    ...along(w).map((x): Point => [x, -0.5]),
    ...along(h).map((y): Point => [w - 0.5, y]),
    ...along(w).map((x): Point => [w - 1 - x, h - 0.5]),
    ...along(h).map((y): Point => [-0.5, h - 1 - y]),
  ];
}

type Grid = (y: number, x: number, axis: number) => number;

/** The grid's value half a pixel beyond its rim, on the line through the two nearest centers. */
function extended(at: Grid, y: number, x: number, h: number, w: number, axis: number): number {
  const [y0, y1, fy] = neighbors(y, h);
  const [x0, x1, fx] = neighbors(x, w);
  const row = (r: number) => at(r, x0, axis) + fx * (at(r, x1, axis) - at(r, x0, axis));
  return row(y0) + fy * (row(y1) - row(y0));
}

function neighbors(i: number, n: number): [number, number, number] {
  const first = Math.max(0, Math.min(n - 2, Math.floor(i)));
  return [first, Math.min(n - 1, first + 1), i - first];
}
