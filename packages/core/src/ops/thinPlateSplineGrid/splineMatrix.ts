// The linear map from a spline's points to its grid, as a matrix, in float64 and without tensors.
import { ConfigError } from "../../shapes/errors";
import { shown } from "../../shapes/shown";
import { baseAxis } from "../baseGrid";
import { invert } from "./invert";

type Points = readonly (readonly [x: number, y: number])[];

export interface SplineConfig {
  controlPoints: Points;
  regularization: number;
  size: readonly [h: number, w: number];
  alignCorners: boolean;
}

/** One row for each control point, one column for each pixel; columns of zeros make whole vectors of them. */
export interface SplineMatrix {
  values: Float32Array;
  shape: [K: number, columns: number];
}

const kept = new Map<string, SplineMatrix>(); // the one used last is last
const mostKept = 32;
const mostFloats = 2 ** 24;

/** The matrix of a configuration, computed when it is first asked for. @throws ConfigError in the name of `op` if there is none */
export function splineMatrix(op: string, config: SplineConfig): SplineMatrix {
  const key = JSON.stringify(config);
  const matrix = kept.get(key) ?? computeMatrix(op, config);
  kept.delete(key);
  kept.set(key, matrix);
  forgetOldest();
  return matrix;
}

/** Keeps at least the one used last, and of the others no more than the limits. */
function forgetOldest(): void {
  let floats = 0;
  for (const { values } of kept.values()) floats += values.length;
  for (const [key, { values }] of kept) {
    if (kept.size === 1 || (kept.size <= mostKept && floats <= mostFloats)) return;
    kept.delete(key);
    floats -= values.length;
  }
}

/** How many matrices are kept, for the tests. */
export const keptMatrices = (): number => kept.size;

/**
 * f(x) = Σ_k w_k U(|x − c_k|) + a0 + a1 x + a2 y with f(c_k) = points_k and Σ w = Σ w c = 0 makes (w, a) = L⁻¹ (points, 0),
 * so that the grid is Φ L⁻¹[:, :K] points, where Φ has the rows (U(|x − c_k|)…, 1, x, y). Bookstein 1989, eqs. 1–5.
 */
function computeMatrix(op: string, config: SplineConfig): SplineMatrix {
  const { controlPoints, regularization, size, alignCorners } = config;
  const [h, w] = size;
  const K = controlPoints.length;
  const affine = affineBasis(controlPoints, regularization);
  const inverse = invert(system(controlPoints, regularization, affine));
  if (!inverse) throw new ConfigError(whySingular(op, controlPoints));
  const columns = 4 * Math.ceil((h * w) / 4);
  const values = new Float32Array(K * columns);
  const [xs, ys] = [baseAxis(w, alignCorners), baseAxis(h, alignCorners)];
  for (let p = 0; p < h * w; p++) {
    const [x, y] = [xs[p % w]!, ys[Math.floor(p / w)]!];
    const phi = [...radialBasis(x, y, controlPoints), ...affine(x, y)];
    for (let k = 0; k < K; k++) values[k * columns + p] = dot(inverse[k]!, phi); // L is symmetric, and so is its inverse
  }
  return { values, shape: [K, columns] };
}

/** L = (U + λI, P; Pᵀ, 0), P with the rows (1, x, y). */
function system(points: Points, regularization: number, affine: AffineBasis): number[][] {
  const P = points.map(([x, y]) => affine(x, y));
  const top = points.map(([x, y], k) => {
    const row = radialBasis(x, y, points);
    row[k] = regularization;
    return [...row, ...P[k]!];
  });
  const bottom = [0, 1, 2].map((i) => [...P.map((row) => row[i]!), 0, 0, 0]);
  return [...top, ...bottom];
}

/** U(|(x, y) − c_k|) for each k. */
const radialBasis = (x: number, y: number, points: Points): number[] =>
  points.map(([cx, cy]) => U((x - cx) ** 2 + (y - cy) ** 2));

type AffineBasis = (x: number, y: number) => [number, number, number];

/**
 * A basis of the functions that (1, x, y) spans, of which the spline is the same: one of the size of the points, centred on
 * them, and of the magnitude of the system's other numbers, so that a small pivot means a singular system and nothing else.
 */
function affineBasis(points: Points, regularization: number): AffineBasis {
  const mean = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i] / points.length, 0);
  const [mx, my] = [mean(0), mean(1)];
  const extent = Math.max(...points.map(([x, y]) => Math.max(Math.abs(x - mx), Math.abs(y - my))));
  const largest = points.map(([x, y]) => Math.max(...radialBasis(x, y, points).map(Math.abs)));
  const scale = Math.max(regularization, ...largest);
  return (x, y) => [scale, (scale * (x - mx)) / extent, (scale * (y - my)) / extent];
}

/** U(r) = r² log r², of r². */
const U = (r2: number): number => (r2 === 0 ? 0 : r2 * Math.log(r2));

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function whySingular(op: string, points: Points): string {
  const seen = new Map<string, number>();
  const wanted = `${op}: controlPoints must`;
  for (const [k, point] of points.entries()) {
    const twin = seen.get(String(point));
    if (twin !== undefined) {
      return `${wanted} all differ where regularization is 0, got [${point}] as number ${twin} and number ${k}`;
    }
    seen.set(String(point), k);
  }
  return `${wanted} not all lie on one line, nor two nearly coincide, got ${shown(points)}`;
}
