// The matrix product. Large products go through packed panels, small ones have their own ways (gemmSmall.ts).
import { bytes } from "./bytes";
import { packRows, packSlices } from "./gemmPack";
import { dotRows, fewRows, oneRow } from "./gemmSmall";
import { mergeTile, ROWS, TILE, tile, WIDTH } from "./gemmTile";

/** A block of A, [BLOCK_M, BLOCK_K], stays in the second cache, and so does a block of B, [BLOCK_K, BLOCK_N]. */
const BLOCK_M: u32 = 64;
const BLOCK_N: u32 = 256;
const BLOCK_K: u32 = 256;

/** Up to so many rows, packing B costs more than it saves. */
const FEW_ROWS: u32 = 8;
const FEW_DOTS: u32 = 4;

/**
 * C (+)= op(A) op(B), row-major, op(X) = X or Xᵀ.
 *
 * op(A): [M, K]    op(B): [K, N]    C: [M, N], apart from A, B and the scratch
 * scratch: `gemmScratch(M, N, K)` floats, of which nothing is kept; aligned to 16 bytes for speed
 *
 * Any size; without `accumulate` C is overwritten, also by K = 0 (with zeros).
 */
export function gemm(
  a: usize,
  b: usize,
  c: usize,
  scratch: usize,
  M: u32,
  N: u32,
  K: u32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
): void {
  const lda = transposeA ? M : K;
  const ldb = transposeB ? K : N;
  gemmStrided(a, lda, b, ldb, c, N, scratch, M, N, K, transposeA, transposeB, accumulate);
}

/** Floats of scratch that `gemm` and `gemmStrided` need; never more than 82,000, however large the matrices. */
export function gemmScratch(M: u32, N: u32, K: u32): u32 {
  const m = roundUp(min(M, BLOCK_M), ROWS);
  const n = roundUp(min(N, BLOCK_N), WIDTH);
  return TILE + (m + n) * min(K, BLOCK_K);
}

/** `gemm` of matrices inside larger ones: `ld` is the distance in floats from a row, as it is stored, to the next. */
export function gemmStrided(
  a: usize,
  lda: u32,
  b: usize,
  ldb: u32,
  c: usize,
  ldc: u32,
  scratch: usize,
  M: u32,
  N: u32,
  K: u32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
): void {
  if (M == 0 || N == 0) return;
  if (K == 0) {
    if (!accumulate) clear(c, ldc, M, N);
  } else if (N == 1 && ldc == 1 && (transposeB || ldb == 1)) {
    // a column is a row: Cᵀ = op(B)ᵀ op(A)ᵀ
    row(b, a, lda, c, M, K, !transposeA, accumulate);
  } else if (M == 1 && (!transposeA || lda == 1)) {
    row(a, b, ldb, c, N, K, transposeB, accumulate);
  } else if (transposeB && !transposeA && M <= FEW_DOTS) {
    dotRows(a, bytes(lda), b, bytes(ldb), c, bytes(ldc), M, N, K, accumulate);
  } else if (!transposeB && M <= FEW_ROWS && N >= WIDTH) {
    const rowStep = transposeA ? 4 : bytes(lda);
    const step = transposeA ? bytes(lda) : 4;
    fewRows(a, rowStep, step, b, bytes(ldb), c, bytes(ldc), scratch, M, N, K, accumulate);
  } else {
    blocked(a, bytes(lda), b, bytes(ldb), c, bytes(ldc), scratch, M, N, K, transposeA, transposeB, accumulate);
  }
}

/** out[N] (+)= x[K] op(B) */
function row(x: usize, b: usize, ldb: u32, out: usize, N: u32, K: u32, transposeB: bool, accumulate: bool): void {
  if (transposeB) dotRows(x, 0, b, bytes(ldb), out, 0, 1, N, K, accumulate);
  else oneRow(x, b, bytes(ldb), out, N, K, accumulate);
}

/** Up to so many rows a packed B is no gain. */
export const PACKED_ROWS: u32 = FEW_ROWS;

/** Floats of op(B), packed for `gemmPacked`. */
export function packedSize(N: u32, K: u32): u32 {
  return roundUp(N, WIDTH) * K;
}

/** Packs op(B): [K, N] for many products with the same one.     out: `packedSize(N, K)` floats */
export function packB(b: usize, ldb: u32, out: usize, N: u32, K: u32, transposeB: bool): void {
  const ld = bytes(ldb);
  for (let j: u32 = 0; j < N; j += BLOCK_N) {
    const n = min(N - j, BLOCK_N);
    for (let k: u32 = 0; k < K; k += BLOCK_K) {
      const depth = min(K - k, BLOCK_K);
      if (transposeB) packRows(b + j * ld + bytes(k), ld, out, n, depth, WIDTH);
      else packSlices(b + k * ld + bytes(j), ld, out, n, depth, WIDTH);
      out += bytes(roundUp(n, WIDTH) * depth);
    }
  }
}

/** C (+)= A B, B as `packB` leaves it; K from 1.     scratch: `gemmScratch(M, N, K)` floats */
export function gemmPacked(
  a: usize,
  lda: u32,
  packed: usize,
  c: usize,
  ldc: u32,
  scratch: usize,
  M: u32,
  N: u32,
  K: u32,
  accumulate: bool,
): void {
  const aBlock = scratch + bytes(TILE);
  for (let j: u32 = 0; j < N; j += BLOCK_N) {
    const n = min(N - j, BLOCK_N);
    for (let k: u32 = 0; k < K; k += BLOCK_K) {
      const depth = min(K - k, BLOCK_K);
      for (let i: u32 = 0; i < M; i += BLOCK_M) {
        const m = min(M - i, BLOCK_M);
        packRows(a + bytes(i * lda + k), bytes(lda), aBlock, m, depth, ROWS);
        block(aBlock, packed, c + bytes(i * ldc + j), bytes(ldc), scratch, m, n, depth, accumulate || k > 0);
      }
      packed += bytes(roundUp(n, WIDTH) * depth);
    }
  }
}

function blocked(
  a: usize,
  lda: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  scratch: usize,
  M: u32,
  N: u32,
  K: u32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
): void {
  const aBlock = scratch + bytes(TILE);
  const bBlock = aBlock + bytes(roundUp(min(M, BLOCK_M), ROWS) * min(K, BLOCK_K));
  for (let j: u32 = 0; j < N; j += BLOCK_N) {
    const n = min(N - j, BLOCK_N);
    for (let k: u32 = 0; k < K; k += BLOCK_K) {
      const depth = min(K - k, BLOCK_K);
      if (transposeB) packRows(b + j * ldb + bytes(k), ldb, bBlock, n, depth, WIDTH);
      else packSlices(b + k * ldb + bytes(j), ldb, bBlock, n, depth, WIDTH);
      for (let i: u32 = 0; i < M; i += BLOCK_M) {
        const m = min(M - i, BLOCK_M);
        if (transposeA) packSlices(a + k * lda + bytes(i), lda, aBlock, m, depth, ROWS);
        else packRows(a + i * lda + bytes(k), lda, aBlock, m, depth, ROWS);
        block(aBlock, bBlock, c + i * ldc + bytes(j), ldc, scratch, m, n, depth, accumulate || k > 0);
      }
    }
  }
}

/** C (+)= A B of one block, both packed. A panel of B stays in the first cache while all of A passes. */
function block(a: usize, b: usize, c: usize, ldc: usize, spare: usize, M: u32, N: u32, K: u32, accumulate: bool): void {
  for (let j: u32 = 0; j < N; j += WIDTH, b += bytes(WIDTH * K)) {
    const n = min(N - j, WIDTH);
    for (let i: u32 = 0, panel = a; i < M; i += ROWS, panel += bytes(ROWS * K)) {
      const m = min(M - i, ROWS);
      const out = c + i * ldc + bytes(j);
      if (m == ROWS && n == WIDTH) {
        tile(panel, b, out, ldc, K, accumulate);
      } else {
        tile(panel, b, spare, bytes(WIDTH), K, false);
        mergeTile(spare, out, ldc, m, n, accumulate);
      }
    }
  }
}

function clear(c: usize, ldc: u32, M: u32, N: u32): void {
  for (let i: u32 = 0; i < M; i++) memory.fill(c + bytes(i * ldc), 0, bytes(N));
}

function roundUp(n: u32, to: u32): u32 {
  return (n + to - 1) & ~(to - 1);
}
