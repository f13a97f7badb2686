// Points that the reader drags, and the parameters that put them there.

export interface PlanePoint {
  x: number;
  y: number;
  name: string;
  /** In place of its coordinates. */
  says?: string;
  /** What it lights in the formula. */
  term?: string;
  small?: boolean;
  /** Moved by the keyboard alone; with Shift something else may happen. */
  keysOnly?: boolean;
}

export type Pair = readonly [x: number, y: number];

/** The corners of the output, from the upper left with the clock. */
export const CORNERS: readonly Pair[] = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];
export const cornerNames = ["upper left corner", "upper right corner", "lower right corner", "lower left corner"];

/** Where an affine theta, row by row, takes a point. */
export const affineAt = ([a, b, tx, c, d, ty]: readonly number[], [u, v]: Pair): Pair => [
  a! * u + b! * v + tx!,
  c! * u + d! * v + ty!,
];

/** The theta under which corner `i` lies at `to`; the middle and the other diagonal stay. */
export function moveAffineCorner(theta: readonly number[], i: number, [x, y]: Pair): number[] {
  const [, , tx, , , ty] = theta as [number, number, number, number, number, number];
  const [u, v] = CORNERS[i]!;
  const [ex, ey] = affineAt(theta, [u, -v]);
  const [dx, dy] = [x - tx, y - ty];
  return [
    (u * (dx + ex - tx)) / 2,
    (v * (dx - ex + tx)) / 2,
    tx,
    (u * (dy + ey - ty)) / 2,
    (v * (dy - ey + ty)) / 2,
    ty,
  ];
}

/** The window (s, tx, ty) whose corner `i` is nearest to `to`; its middle stays. */
export function moveWindowCorner([, tx, ty]: readonly number[], i: number, [x, y]: Pair): number[] {
  const [u, v] = CORNERS[i]!;
  return [Math.max(0.05, (u * (x - tx!) + v * (y - ty!)) / 2), tx!, ty!];
}

/** Where the middle of a turned window goes when what it shows is dragged by (u, v) of the output's [−1, 1]. */
export function panned(window: { scale: number; degrees: number; x: number; y: number }, [u, v]: Pair) {
  const angle = (window.degrees * Math.PI) / 180;
  const [c, s] = [window.scale * Math.cos(angle), window.scale * Math.sin(angle)];
  const near = (at: number) => Math.round(100 * Math.min(4, Math.max(-4, at))) / 100;
  return { x: near(window.x - c * u - s * v), y: near(window.y + s * u - c * v) };
}

/** Where a homography of eight numbers takes a point. */
export function projectiveAt(h: readonly number[], [u, v]: Pair): Pair {
  const z = h[6]! * u + h[7]! * v + 1;
  return [(h[0]! * u + h[1]! * v + h[2]!) / z, (h[3]! * u + h[4]! * v + h[5]!) / z];
}

/** The homography that takes the corners to four points: eight equations, eight numbers. */
export function homography(points: readonly Pair[]): number[] | undefined {
  const rows = points.flatMap(([x, y], i) => {
    const [u, v] = CORNERS[i]!;
    return [
      [u, v, 1, 0, 0, 0, -u * x, -v * x, x],
      [0, 0, 0, u, v, 1, -u * y, -v * y, y],
    ];
  });
  return solve(rows);
}

/** Gauss, of rows with their right side last; nothing where there is no one solution. */
function solve(rows: number[][]): number[] | undefined {
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const best = rows.slice(k).reduce((at, row, i) => (Math.abs(row[k]!) > Math.abs(rows[at]![k]!) ? i + k : at), k);
    [rows[k], rows[best]] = [rows[best]!, rows[k]!];
    const pivot = rows[k]![k]!;
    if (Math.abs(pivot) < 1e-9) return undefined;
    rows[k] = rows[k]!.map((x) => x / pivot);
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((x, j) => x - row[k]! * rows[k]![j]!);
    });
  }
  return rows.map((row) => row[n]!);
}

/** Whether four points are the corners of something without a dent, so that no horizon crosses it. */
export function isConvex(points: readonly Pair[]): boolean {
  const turns = points.map(([x, y], i) => {
    const [bx, by] = points[(i + 1) % 4]!;
    const [cx, cy] = points[(i + 2) % 4]!;
    return (bx - x) * (cy - by) - (by - y) * (cx - bx);
  });
  return turns.every((t) => t > 0.01) || turns.every((t) => t < -0.01);
}

/** The 4 × 4 lattice, row by row. */
export const lattice: readonly Pair[] = Array.from({ length: 16 }, (_, k) => [
  (2 * (k % 4)) / 3 - 1,
  (2 * Math.floor(k / 4)) / 3 - 1,
]);

/** Polylines of a grid `[n, n, 2]`: every other row and column, as SVG's points. */
export function gridLines(grid: { shape: readonly number[]; data: ArrayLike<number> }): string[] {
  const n = grid.shape[0]!;
  const at = (i: number, j: number) => {
    const k = 2 * (i * n + j);
    return [grid.data[k]!, grid.data[k + 1]!]
      .map((x) => (Number.isFinite(x) ? Math.min(9, Math.max(-9, x)) : 9).toFixed(4))
      .join(",");
  };
  const steps = [...Array(n).keys()];
  const some = steps.filter((i) => i % 2 === 0);
  return [
    ...some.map((i) => steps.map((j) => at(i, j)).join(" ")),
    ...some.map((j) => steps.map((i) => at(i, j)).join(" ")),
  ];
}
