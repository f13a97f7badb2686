import { checkedOptions, flag } from "../shapes/options";

/** What all grids have in common. */
export interface GridOptions {
  /**
   * What −1 and 1 mean: the centres of the outermost pixels (true) or their outer edges (false, the default, as in
   * PyTorch). Must be the same in `gridSample`.
   */
  alignCorners?: boolean;
}

/** Whether the corners are aligned. @throws ConfigError for an unknown option */
export const alignsCorners = (op: string, options: GridOptions): boolean =>
  flag(op, "alignCorners", checkedOptions(op, options, ["alignCorners"]).alignCorners, false);

/**
 * The regular grid that every transform starts from: for each output pixel, row by row, `(x, y, 1)`, or `(x, y, z, 1)`
 * for a volume. As PyTorch's `affine_grid` has it; an axis of one pixel gives 0.
 *
 * @param size `[h, w]` or `[d, h, w]`
 */
export function baseGrid(size: readonly number[], alignCorners: boolean): Float32Array {
  const axes = [...size].reverse().map((n) => baseAxis(n, alignCorners)); // x first
  const columns = axes.length + 1;
  const rows = size.reduce((product, n) => product * n, 1);
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    let rest = row;
    axes.forEach((axis, k) => {
      out[row * columns + k] = axis[rest % axis.length]!;
      rest = Math.floor(rest / axis.length);
    });
    out[row * columns + axes.length] = 1;
  }
  return out;
}

/** The coordinates of `n` pixels in [−1, 1]: from edge centre to edge centre (true), or the centres of `n` equal cells. */
export function baseAxis(n: number, alignCorners: boolean): Float64Array {
  const span = axisSpan(n, alignCorners);
  return Float64Array.from({ length: n }, (_, i) => (2 * i + 1 - n) / span);
}

/** The `span` of an axis of `n` pixels: pixel `i` has the coordinate `(2 i + 1 − n) / span`. */
export function axisSpan(n: number, alignCorners: boolean): number {
  return alignCorners && n > 1 ? n - 1 : n;
}
