// Products with few rows, where packing costs more than it saves: what a recurrent model does at each step.
import { bytes, VECTOR, vectorBytes } from "./bytes";
import { looseTile, mergeTile, ROWS, WIDTH } from "./gemmTile";
import { madd, sumLanes, sumLanes4 } from "./madd";

/** C (+)= A B for a few rows, N from 8. Element (i, k) of A is at a + i rowStep + k step. */
export function fewRows(
  a: usize,
  rowStep: usize,
  step: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  spare: usize,
  M: u32,
  N: u32,
  K: u32,
  accumulate: bool,
): void {
  for (let i: u32 = 0; i < M; i += ROWS, c += ROWS * ldc) {
    const m = min(M - i, ROWS);
    const a0 = a + i * rowStep;
    const a1 = m > 1 ? a0 + rowStep : a0;
    const a2 = m > 2 ? a1 + rowStep : a0;
    const a3 = m > 3 ? a2 + rowStep : a0;
    let j: u32 = 0;
    for (; j + WIDTH <= N; j += WIDTH) {
      if (m == ROWS) {
        looseTile(a0, a1, a2, a3, step, b + bytes(j), ldb, c + bytes(j), ldc, K, accumulate);
      } else {
        looseTile(a0, a1, a2, a3, step, b + bytes(j), ldb, spare, bytes(WIDTH), K, false);
        mergeTile(spare, c + bytes(j), ldc, m, WIDTH, accumulate);
      }
    }
    if (j < N) {
      // the last eight columns, of which the first are done already
      const overlap = bytes(j + WIDTH - N);
      looseTile(a0, a1, a2, a3, step, b + bytes(j) - overlap, ldb, spare, bytes(WIDTH), K, false);
      mergeTile(spare + overlap, c + bytes(j), ldc, m, N - j, accumulate);
    }
  }
}

/** out[N] (+)= x[K] B */
export function oneRow(x: usize, b: usize, ldb: usize, out: usize, N: u32, K: u32, accumulate: bool): void {
  const wide = bytes(N & ~31);
  let j: usize = 0;
  for (; j < wide; j += 8 * VECTOR) oneRow32(x, b + j, ldb, out + j, K, accumulate);
  for (; j < vectorBytes(N); j += VECTOR) {
    let sum = accumulate ? v128.load(out + j) : f32x4.splat(0);
    for (let k: u32 = 0, at = b + j; k < K; k++, at += ldb) {
      sum = madd(v128.load32_splat(x + bytes(k)), v128.load(at), sum);
    }
    v128.store(out + j, sum);
  }
  for (; j < bytes(N); j += 4) {
    let sum = accumulate ? load<f32>(out + j) : 0;
    for (let k: u32 = 0, at = b + j; k < K; k++, at += ldb) sum += load<f32>(x + bytes(k)) * load<f32>(at);
    store<f32>(out + j, sum);
  }
}

/** 32 columns of it. */
function oneRow32(x: usize, b: usize, ldb: usize, out: usize, K: u32, accumulate: bool): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  for (const end = x + bytes(K); x < end; x += 4, b += ldb) {
    const xk = v128.load32_splat(x);
    s0 = madd(xk, v128.load(b), s0);
    s1 = madd(xk, v128.load(b, 16), s1);
    s2 = madd(xk, v128.load(b, 32), s2);
    s3 = madd(xk, v128.load(b, 48), s3);
    s4 = madd(xk, v128.load(b, 64), s4);
    s5 = madd(xk, v128.load(b, 80), s5);
    s6 = madd(xk, v128.load(b, 96), s6);
    s7 = madd(xk, v128.load(b, 112), s7);
  }
  put(out, s0, accumulate);
  put(out + 16, s1, accumulate);
  put(out + 32, s2, accumulate);
  put(out + 48, s3, accumulate);
  put(out + 64, s4, accumulate);
  put(out + 80, s5, accumulate);
  put(out + 96, s6, accumulate);
  put(out + 112, s7, accumulate);
}

/** C (+)= A Bᵀ for a few rows: four rows of B stay in the first cache while those of A pass. */
export function dotRows(
  a: usize,
  lda: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  M: u32,
  N: u32,
  K: u32,
  accumulate: bool,
): void {
  let j: u32 = 0;
  for (; j + 4 <= N; j += 4, b += 4 * ldb) {
    for (let i: u32 = 0; i < M; i++) {
      put(c + i * ldc + bytes(j), dotFour(a + i * lda, b, ldb, K), accumulate);
    }
  }
  for (; j < N; j++, b += ldb) {
    for (let i: u32 = 0; i < M; i++) {
      const out = c + i * ldc + bytes(j);
      const sum = dot(a + i * lda, b, K);
      store<f32>(out, accumulate ? load<f32>(out) + sum : sum);
    }
  }
}

/** x · each of four rows. */
function dotFour(x: usize, b0: usize, ldb: usize, K: u32): v128 {
  const b1 = b0 + ldb;
  const b2 = b1 + ldb;
  const b3 = b2 + ldb;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let k: usize = 0;
  for (; k < vectorBytes(K); k += VECTOR) {
    const xk = v128.load(x + k);
    s0 = madd(xk, v128.load(b0 + k), s0);
    s1 = madd(xk, v128.load(b1 + k), s1);
    s2 = madd(xk, v128.load(b2 + k), s2);
    s3 = madd(xk, v128.load(b3 + k), s3);
  }
  let sums = sumLanes4(s0, s1, s2, s3);
  for (; k < bytes(K); k += 4) {
    const column = f32x4(load<f32>(b0 + k), load<f32>(b1 + k), load<f32>(b2 + k), load<f32>(b3 + k));
    sums = madd(v128.load32_splat(x + k), column, sums);
  }
  return sums;
}

function dot(x: usize, y: usize, K: u32): f32 {
  let sums = f32x4.splat(0);
  let k: usize = 0;
  for (; k < vectorBytes(K); k += VECTOR) sums = madd(v128.load(x + k), v128.load(y + k), sums);
  let sum = sumLanes(sums);
  for (; k < bytes(K); k += 4) sum += load<f32>(x + k) * load<f32>(y + k);
  return sum;
}

function put(out: usize, x: v128, accumulate: bool): void {
  v128.store(out, accumulate ? f32x4.add(v128.load(out), x) : x);
}
