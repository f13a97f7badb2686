// Matrices whose rows are many and short, as images with a few channels are: what a bias and its gradient need.
import { bytes, VECTOR, vectorBytes } from "./bytes";
import { copy } from "./copy";

/** Repetitions of a row that are taken together fill about so many vectors. */
const SPAN: u32 = 16;

/** So many spans are summed before they join the total: float32 sums of long columns stay exact to a few ulp. */
const BLOCK: u32 = 64;

/** Rows that end where a vector does; a row of many columns by itself, and then its last columns are taken alone. */
function spanRows(columns: u32): u32 {
  return columns >= 4 * SPAN ? 1 : 4 * ((SPAN + columns - 1) / max(columns, 1));
}

/** Floats of scratch that `sumRows` and `addRow` need. */
export function rowsScratch(columns: u32): u32 {
  return spanRows(columns) * columns;
}

/**
 * out[c] = sum over r of x[r, c]
 *
 * x: [rows, columns]    out: [columns]    scratch: `rowsScratch(columns)` floats
 */
export function sumRows(x: usize, out: usize, scratch: usize, rows: u32, columns: u32): void {
  memory.fill(out, 0, bytes(columns));
  const span = spanRows(columns);
  const step = bytes(span * columns);
  let r: u32 = 0;
  while (r + span <= rows) {
    memory.copy(scratch, x, step);
    x += step;
    r += span;
    for (let n: u32 = 1; n < BLOCK && r + span <= rows; n++, r += span, x += step)
      add(scratch, x, scratch, span * columns);
    for (let p: u32 = 1; p < span; p++) add(scratch, scratch + bytes(p * columns), scratch, columns);
    add(out, scratch, out, columns);
  }
  for (; r < rows; r++, x += bytes(columns)) add(out, x, out, columns);
}

/**
 * out[r, c] = x[r, c] + row[c]; out may be x
 *
 * x, out: [rows, columns]    row: [columns]    scratch: `rowsScratch(columns)` floats
 */
export function addRow(x: usize, row: usize, out: usize, scratch: usize, rows: u32, columns: u32): void {
  const span = spanRows(columns);
  const step = bytes(span * columns);
  for (let p: u32 = 0; p < span; p++) copy(row, scratch + bytes(p * columns), columns);
  let r: u32 = 0;
  for (; r + span <= rows; r += span, x += step, out += step) add(x, scratch, out, span * columns);
  add(x, scratch, out, (rows - r) * columns);
}

/** x[i] = factor x[i], i < n */
export function scale(x: usize, factor: f32, n: u32): void {
  const lanes = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) v128.store(x + i, f32x4.mul(v128.load(x + i), lanes));
  for (; i < bytes(n); i += 4) store<f32>(x + i, load<f32>(x + i) * factor);
}

/** x[i] = min(max(x[i], low), high), i < n; NaN stays what it is. */
export function clamp(x: usize, n: u32, low: f32, high: f32): void {
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) {
    v128.store(x + i, f32x4.min(f32x4.max(v128.load(x + i), lowest), highest));
  }
  for (; i < bytes(n); i += 4) store<f32>(x + i, min<f32>(max<f32>(load<f32>(x + i), low), high));
}

/** out[i] = a[i] + b[i], i < n; out may be a or b. */
function add(a: usize, b: usize, out: usize, n: u32): void {
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes(n); i += 4) store<f32>(out + i, load<f32>(a + i) + load<f32>(b + i));
}
