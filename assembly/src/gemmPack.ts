// Packing for gemm: panels of P rows or columns, [depth, P] each, one after the other, the last filled up with zeros.
import { bytes, VECTOR } from "./bytes";

/** Panels of P columns from x: [depth, n], rows `ld` bytes apart. P is 4 or 8. */
export function packSlices(x: usize, ld: usize, out: usize, n: u32, depth: u32, P: u32): void {
  let j: u32 = 0;
  for (; j + P <= n; j += P, x += bytes(P)) {
    for (let k: u32 = 0, from = x; k < depth; k++, from += ld, out += bytes(P)) {
      v128.store(out, v128.load(from));
      if (P == 8) v128.store(out, v128.load(from, 16), 16);
    }
  }
  if (j < n) {
    for (let k: u32 = 0; k < depth; k++, x += ld, out += bytes(P)) partOfRow(x, out, n - j, P);
  }
}

function partOfRow(x: usize, out: usize, n: u32, P: u32): void {
  for (let p: u32 = 0; p < P; p++) store<f32>(out + bytes(p), p < n ? load<f32>(x + bytes(p)) : 0);
}

/** Panels of P rows from x: [n, depth], rows `ld` bytes apart. P is 4 or 8. */
export function packRows(x: usize, ld: usize, out: usize, n: u32, depth: u32, P: u32): void {
  for (let i: u32 = 0; i < n; i += P, out += bytes(P * depth)) {
    for (let p: u32 = 0; p < P; p += 4, x += 4 * ld) {
      packFourRows(x, ld, out + bytes(p), i + p < n ? n - i - p : 0, depth, bytes(P));
    }
  }
}

/** Four rows side by side, [depth, 4], `step` bytes apart; zeros for those from n on. */
function packFourRows(x: usize, ld: usize, out: usize, n: u32, depth: u32, step: usize): void {
  let k: u32 = 0;
  if (n >= 4) {
    for (; k + 4 <= depth; k += 4, x += VECTOR, out += 4 * step) transposeFour(x, ld, out, step);
  }
  for (; k < depth; k++, x += 4, out += step) {
    for (let p: u32 = 0; p < 4; p++) store<f32>(out + bytes(p), p < n ? load<f32>(x + p * ld) : 0);
  }
}

function transposeFour(x: usize, ld: usize, out: usize, step: usize): void {
  const r0 = v128.load(x);
  const r1 = v128.load(x + ld);
  const r2 = v128.load(x + 2 * ld);
  const r3 = v128.load(x + 3 * ld);
  const s0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const s1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const s2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const s3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(s0, s2, 0, 1, 4, 5));
  v128.store(out + step, v128.shuffle<f32>(s0, s2, 2, 3, 6, 7));
  v128.store(out + 2 * step, v128.shuffle<f32>(s1, s3, 0, 1, 4, 5));
  v128.store(out + 3 * step, v128.shuffle<f32>(s1, s3, 2, 3, 6, 7));
}

/** out[j, i] = x[i, j]     x: [rows, columns], out: [columns, rows] */
export function transpose(x: usize, out: usize, rows: u32, columns: u32): void {
  const step = bytes(rows);
  for (let i: u32 = 0; i < rows; i += 4, x += 4 * bytes(columns), out += VECTOR) {
    if (i + 4 <= rows) {
      let j: u32 = 0;
      for (; j + 4 <= columns; j += 4) transposeFour(x + bytes(j), bytes(columns), out + j * step, step);
      for (; j < columns; j++) column(x + bytes(j), bytes(columns), out + j * step, 4);
    } else {
      for (let j: u32 = 0; j < columns; j++) column(x + bytes(j), bytes(columns), out + j * step, rows - i);
    }
  }
}

function column(x: usize, ld: usize, out: usize, n: u32): void {
  for (let p: u32 = 0; p < n; p++) store<f32>(out + bytes(p), load<f32>(x + p * ld));
}
