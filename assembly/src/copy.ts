import { bytes, VECTOR, vectorBytes } from "./bytes";

/** out[i] = x[i], i < n. `ready()` proves with it that tfjs's memory is ours too. */
export function copy(x: usize, out: usize, n: u32): void {
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) v128.store(out + i, v128.load(x + i));
  for (; i < bytes(n); i += 4) store<f32>(out + i, load<f32>(x + i));
}

/**
 * out[r, i] = x[r, i], i < n: the first columns of each row.
 *
 * x: rows `ld` floats apart    out: [rows, n]
 */
export function copyColumns(x: usize, ld: u32, out: usize, rows: u32, n: u32): void {
  for (let r: u32 = 0; r < rows; r++, x += bytes(ld), out += bytes(n)) copy(x, out, n);
}
