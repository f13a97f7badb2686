import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { ConfigError } from "../../shapes/errors";
import { checkedCount, checkedOptions, checkSize, flag } from "../../shapes/options";
import { shown } from "../../shapes/shown";
import type { GridOptions } from "../baseGrid";
import { splineMatrix } from "./splineMatrix";
import { thinPlateSplineGridReference } from "./thinPlateSplineGrid.reference";
import { thinPlateSplineGridWasm } from "./thinPlateSplineGrid.wasm";

export interface ThinPlateSplineOptions extends GridOptions {
  /**
   * The K places (x, y) in the output, [−1, 1] spanning it, whose images `points` are; at least 3, not on one line. By
   * default `thinPlateSplineControlPoints(4)`, so K = 16.
   */
  controlPoints?: readonly (readonly [x: number, y: number])[];
  /**
   * λ ≥ 0, added to the diagonal of the system: the spline passes near the points, not through them, the smoother the
   * larger λ. By default 0.
   */
  regularization?: number;
}

/**
 * The sampling grid of a thin-plate spline: the smoothest map that takes each control point to its point
 * (Spatial Transformer, §3.2; Bookstein 1989).
 *
 * The map from points to grid is linear. Its matrix depends on the options alone; it is computed in float64 when they are
 * first used, and kept.
 *
 * @param points `[B, K, 2]`, each (x, y): where in the input the control point's pixel is taken from
 * @param size `[h, w]` of the output image, each at least 1
 * @returns `[B, h, w, 2]`, last axis (x, y); [−1, 1] spans the input image
 * @throws ShapeError if points is not `[B, K, 2]`, with K the number of control points
 * @throws ConfigError if size is not two whole numbers from 1, or the control points do not determine a spline: fewer than
 *   three, all on one line, or two the same without regularization; or for an unknown option
 */
export function thinPlateSplineGrid(
  points: Tensor,
  size: readonly [number, number],
  options: ThinPlateSplineOptions = {},
): Tensor4D {
  const name = "thinPlateSplineGrid";
  checkSize(name, size, "h w");
  const spline = splineOptions(name, checkedOptions(name, options, ["alignCorners", ...splineNames]));
  dims(name, { points: [points, `B ${spline.controlPoints.length} 2`] });
  return splineGrid(name, points, size, spline);
}

/** What a thin-plate spline has and other grids have not. */
export const splineNames = ["controlPoints", "regularization"] as const;

/** Checks the values; who calls has checked the names. @throws ConfigError */
export function splineOptions(op: string, options: ThinPlateSplineOptions): Required<ThinPlateSplineOptions> {
  return {
    alignCorners: flag(op, "alignCorners", options.alignCorners, false),
    controlPoints: checkedControlPoints(op, options.controlPoints),
    regularization: checkedRegularization(op, options.regularization),
  };
}

/** The grid, of arguments that are checked but for whether there is a spline. @throws ConfigError in the name of `op` */
export function splineGrid(
  op: string,
  points: Tensor,
  size: readonly [number, number],
  options: Required<ThinPlateSplineOptions>,
): Tensor4D {
  const { values, shape } = splineMatrix(op, { ...options, size });
  return tf.tidy(() => {
    const matrix = tf.tensor2d(values, shape);
    if (!hasKernels()) return thinPlateSplineGridReference(points, matrix, size);
    return runOp(thinPlateSplineGridWasm, { points, matrix }, { size });
  });
}

/**
 * The `k` × `k` lattice on [−1, 1]², row by row: y outer, x inner. 4 × 4 is the default of `thinPlateSplineGrid`.
 *
 * @param k a whole number from 2
 * @throws ConfigError if it is not
 */
export function thinPlateSplineControlPoints(k: number): [x: number, y: number][] {
  checkedCount("thinPlateSplineControlPoints", "k", k, 2);
  const axis = Array.from({ length: k }, (_, i) => (2 * i + 1 - k) / (k - 1));
  return axis.flatMap((y) => axis.map((x): [number, number] => [x, y]));
}

type ControlPoints = NonNullable<ThinPlateSplineOptions["controlPoints"]>;

function checkedControlPoints(op: string, points: ThinPlateSplineOptions["controlPoints"]): ControlPoints {
  if (points === undefined) return thinPlateSplineControlPoints(4);
  const wanted = `${op}: controlPoints must be an array of at least 3 pairs [x, y] of finite numbers, got`;
  if (!Array.isArray(points)) throw new ConfigError(`${wanted} ${shown(points)}`);
  if (points.length < 3) throw new ConfigError(`${wanted} ${points.length}`);
  points.forEach((point: unknown, k) => {
    const good = Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
    if (!good) throw new ConfigError(`${wanted} ${shown(point)} as number ${k}`);
  });
  return points;
}

function checkedRegularization(op: string, value = 0): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new ConfigError(`${op}: regularization must be a finite number from 0, got ${shown(value)}`);
}
