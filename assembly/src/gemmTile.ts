// The innermost product: a tile of C, held in registers.
import { bytes } from "./bytes";
import { madd } from "./madd";

/** Rows of a tile; a power of two. */
export const ROWS: u32 = 4;
/** Columns of a tile: two vectors. */
export const WIDTH: u32 = 8;
/** Floats in a tile. */
export const TILE: u32 = ROWS * WIDTH;

/** C (+)= A B, [4, 8], of two packed panels: a: [K, 4], b: [K, 8]. K from 1. */
export function tile(a: usize, b: usize, c: usize, ldc: usize, K: u32, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (const end = b + bytes(WIDTH * K); b < end; b += bytes(WIDTH), a += bytes(ROWS)) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
  }
  storePair(c, c00, c01, accumulate);
  storePair(c + ldc, c10, c11, accumulate);
  storePair(c + 2 * ldc, c20, c21, accumulate);
  storePair(c + 3 * ldc, c30, c31, accumulate);
}

/**
 * The same without packing: a's four rows begin at a0 … a3 and advance by `step`, b's rows lie `ldb` apart.
 * Rows may be the same one, where there are fewer than four.
 */
export function looseTile(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  K: u32,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let k: u32 = 0; k < K; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    c00 = madd(x0, b0, c00);
    c01 = madd(x0, b1, c01);
    const x1 = v128.load32_splat(a1);
    c10 = madd(x1, b0, c10);
    c11 = madd(x1, b1, c11);
    const x2 = v128.load32_splat(a2);
    c20 = madd(x2, b0, c20);
    c21 = madd(x2, b1, c21);
    const x3 = v128.load32_splat(a3);
    c30 = madd(x3, b0, c30);
    c31 = madd(x3, b1, c31);
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    b += ldb;
  }
  storePair(c, c00, c01, accumulate);
  storePair(c + ldc, c10, c11, accumulate);
  storePair(c + 2 * ldc, c20, c21, accumulate);
  storePair(c + 3 * ldc, c30, c31, accumulate);
}

function storePair(out: usize, x0: v128, x1: v128, accumulate: bool): void {
  if (accumulate) {
    x0 = f32x4.add(v128.load(out), x0);
    x1 = f32x4.add(v128.load(out, 16), x1);
  }
  v128.store(out, x0);
  v128.store(out, x1, 16);
}

/** C (+)= the first M rows and N columns of what lies at `from`, whose rows are 8 apart. */
export function mergeTile(from: usize, c: usize, ldc: usize, M: u32, N: u32, accumulate: bool): void {
  for (let i: u32 = 0; i < M; i++, from += bytes(WIDTH), c += ldc) {
    for (let j: usize = 0; j < bytes(N); j += 4) {
      const x = load<f32>(from + j);
      store<f32>(c + j, accumulate ? load<f32>(c + j) + x : x);
    }
  }
}
