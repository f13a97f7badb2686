import { checkedOptions } from "@attn/core";
import { exact } from "@attn/core/random";
import { imageAt } from "../sets/imageSet";
import type { Distortion, Size } from "./distortion";
import { checkAmount, checkScale, type Range } from "./options";
import { scaledAbout } from "./projection";
import { forPoints, type PointMap, pointCount, resample } from "./resample";
import { solve } from "./solve";

export interface ElasticOptions {
  /** The smallest and largest scale, about the center; [0.75, 1] by default. */
  scale?: Range;
  /** The standard deviation of a control point's way along each axis, in pixels; 1.5 by default. */
  deviation?: number;
}

/**
 * E: the image scaled, then bent by a thin-plate spline whose 16 control points, a 4 × 4 lattice that spans the image,
 * are moved by normal draws. The spline gives for each point of the output where it is taken from.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function elastic(options: ElasticOptions = {}): Distortion {
  const { scale = [0.75, 1], deviation = 1.5 } = checkedOptions("elastic", options, ["scale", "deviation"]);
  checkScale("elastic", scale);
  checkAmount("elastic", "deviation", deviation);
  return {
    outputSize: (size) => size,
    apply(set, i, random, out) {
      const size: Size = [set.height, set.width];
      const s = random.uniform(...scale);
      const moves = Float64Array.from({ length: 2 * POINTS }, () => random.normal(0, deviation));
      resample(imageAt(set, i), size, out, size, scaledAbout(size, s, spline(size, moves)));
    },
  };
}

const SIDE = 4;
const POINTS = SIDE * SIDE;
const N = POINTS + 3;
/** The control points' coordinates on [0, 1]². */
const LATTICE = Array.from({ length: POINTS }, (_, k) => [(k % SIDE) / (SIDE - 1), Math.floor(k / SIDE) / (SIDE - 1)]);

/** Moves every point as the spline through the control points' moves (dx, dy in turn) does. */
function spline(size: Size, moves: Float64Array): PointMap {
  const [dx, dy] = [coefficients(moves, 0), coefficients(moves, 1)];
  const terms = termsOf(size);
  return (x, y, at, point) => {
    let sumX = x;
    let sumY = y;
    for (let k = 0; k < N; k++) {
      const term = terms[point * N + k]!;
      sumX += term * dx[k]!;
      sumY += term * dy[k]!;
    }
    at[0] = sumX;
    at[1] = sumY;
  };
}

/** The terms of every point of an image. They depend on its size alone; the last are kept. */
function termsOf(size: Size): Float64Array {
  if (kept?.size[0] === size[0] && kept.size[1] === size[1]) return kept.terms;
  const terms = new Float64Array(pointCount(size) * N);
  forPoints(size, (x, y, k) => fillTerms(x / size[1], y / size[0], terms.subarray(k * N, (k + 1) * N)));
  kept = { size, terms };
  return terms;
}

let kept: { size: Size; terms: Float64Array } | undefined;

/** The inverse of the spline's 19 × 19 system: it depends on the lattice alone and is solved once. */
let inverse: number[] | undefined;

function coefficients(moves: Float64Array, axis: number): number[] {
  const solved = (inverse ??= solve(system(), identity(), N));
  return Array.from({ length: N }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < POINTS; k++) sum += solved[row * N + k]! * moves[2 * k + axis]!;
    return sum;
  });
}

/** [U P; Pᵀ 0], U of the distances between control points, P their rows (1, x, y). */
function system(): number[] {
  const A = new Array<number>(N * N).fill(0);
  const terms = new Float64Array(N);
  LATTICE.forEach(([x, y], row) => {
    fillTerms(x!, y!, terms);
    terms.forEach((term, column) => {
      A[row * N + column] = term;
      if (column >= POINTS) A[column * N + row] = term;
    });
  });
  return A;
}

const identity = () => Array.from({ length: N * N }, (_, k) => (k % (N + 1) === 0 ? 1 : 0));

/** What a coefficient each belongs to at a point: U(r) = r² log r² for every control point, then 1, x, y. */
function fillTerms(x: number, y: number, terms: Float64Array): void {
  for (let k = 0; k < POINTS; k++) {
    const px = x - LATTICE[k]![0]!;
    const py = y - LATTICE[k]![1]!;
    const r2 = px * px + py * py;
    terms[k] = r2 === 0 ? 0 : r2 * exact.log(r2);
  }
  terms[POINTS] = 1;
  terms[POINTS + 1] = x;
  terms[POINTS + 2] = y;
}
