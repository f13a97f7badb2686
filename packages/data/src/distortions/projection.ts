import { checkedOptions } from "@attn/core";
import type { Random } from "@attn/core/random";
import { imageAt } from "../sets/imageSet";
import type { Distortion, Size } from "./distortion";
import { checkAmount, checkScale, type Range } from "./options";
import { type PointMap, resample } from "./resample";
import { solve } from "./solve";

export interface ProjectionOptions {
  /** The smallest and largest scale, about the center; [0.75, 1] by default. */
  scale?: Range;
  /** The standard deviation of a corner's way along each axis, in pixels; 5 by default. */
  deviation?: number;
}

/**
 * P: the image scaled, then each of its corners moved by a normal draw and the rest with them (a homography). Corners
 * that no longer are a convex quadrilateral in their order are drawn anew.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function projection(options: ProjectionOptions = {}): Distortion {
  const { scale = [0.75, 1], deviation = 5 } = checkedOptions("projection", options, ["scale", "deviation"]);
  checkScale("projection", scale);
  checkAmount("projection", "deviation", deviation);
  return {
    outputSize: (size) => size,
    apply(set, i, random, out) {
      const size: Size = [set.height, set.width];
      const s = random.uniform(...scale);
      const corners = cornersOf(size);
      const moved = drawCorners(corners, deviation, random);
      resample(imageAt(set, i), size, out, size, scaledAbout(size, s, homography(moved, corners)));
    },
  };
}

/** The map back of a scaling about the middle that came before what `map` undoes. */
export function scaledAbout([H, W]: Size, scale: number, map: PointMap): PointMap {
  return (x, y, at, k) => {
    map(x, y, at, k);
    at[0] = W / 2 + (at[0]! - W / 2) / scale;
    at[1] = H / 2 + (at[1]! - H / 2) / scale;
  };
}

type Point = readonly [x: number, y: number];

/** With the clock from the upper left. */
const cornersOf = ([H, W]: Size): Point[] => [
  [0, 0],
  [W, 0],
  [W, H],
  [0, H],
];

const TRIES = 100;

function drawCorners(corners: readonly Point[], deviation: number, random: Random): readonly Point[] {
  for (let k = 0; k < TRIES; k++) {
    const moved = corners.map(([x, y]): Point => [random.normal(x, deviation), random.normal(y, deviation)]);
    if (isConvex(moved)) return moved;
  }
  return corners; // a deviation much larger than the image
}

/** Whether every corner turns with the clock. */
function isConvex(corners: readonly Point[]): boolean {
  return corners.every(([x, y], k) => {
    const [x1, y1] = corners[(k + 1) % 4]!;
    const [x2, y2] = corners[(k + 2) % 4]!;
    return (x1 - x) * (y2 - y1) - (y1 - y) * (x2 - x1) > 1e-3;
  });
}

/** The homography that takes four points to four others. */
function homography(from: readonly Point[], to: readonly Point[]): PointMap {
  const rows = from.flatMap(([x, y], k) => {
    const [u, v] = to[k]!;
    return [
      [x, y, 1, 0, 0, 0, -x * u, -y * u],
      [0, 0, 0, x, y, 1, -x * v, -y * v],
    ];
  });
  const [a, b, c, d, e, f, g, h] = solve(rows.flat(), to.flat(), 8) as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  return (x, y, at) => {
    const depth = g * x + h * y + 1;
    const seen = depth > 0; // behind the horizon there is nothing
    at[0] = seen ? (a * x + b * y + c) / depth : Number.NaN;
    at[1] = seen ? (d * x + e * y + f) / depth : Number.NaN;
  };
}
