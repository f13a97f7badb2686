import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, expectGradient, onEveryBackend, random } from "../../testing";
import { type GemmOptions, gemm } from "./gemm";

const ways = [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ transposeA, transposeB })));

/** Matrices that fit, as they are stored. */
const operands = (M: number, N: number, K: number, { transposeA, transposeB }: GemmOptions) => [
  random<tf.Tensor2D>(transposeA ? [K, M] : [M, K], 1),
  random<tf.Tensor2D>(transposeB ? [N, K] : [K, N], 2),
];

/** The product in float64. */
function product(a: tf.Tensor2D, b: tf.Tensor2D, { transposeA, transposeB }: GemmOptions): number[][] {
  const turn = (x: number[][]) => (x[0] ?? []).map((_, j) => x.map((row) => row[j]!));
  const rows = transposeA ? turn(a.arraySync()) : a.arraySync();
  const columns = transposeB ? b.arraySync() : turn(b.arraySync());
  return rows.map((row) => columns.map((column) => row.reduce((sum, x, k) => sum + x * column[k]!, 0)));
}

onEveryBackend("gemm", () => {
  it("multiplies matrices", () => {
    const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const b = tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2]);
    expectClose(gemm(a, b), tf.tensor2d([4, 5, 10, 11], [2, 2]));
  });

  it("multiplies transposes", () => {
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const b = tf.tensor2d([5, 6, 7, 8], [2, 2]);
    expectClose(gemm(a, b, { transposeA: true }), [26, 30, 38, 44]);
    expectClose(gemm(a, b, { transposeB: true }), [17, 23, 39, 53]);
    expectClose(gemm(a, b, { transposeA: true, transposeB: true }), [23, 31, 34, 46]);
  });

  // about the four rows and eight columns of a tile, the rows that are not packed, and the blocks of 64 and 256
  describe.each(ways)("with transposeA $transposeA, transposeB $transposeB", (way) => {
    it.each([1, 2, 3, 4, 5, 8, 9, 13])("is the product in float64 at %i rows", (M) => {
      for (const N of [1, 3, 4, 5, 7, 8, 9, 17, 33]) {
        for (const K of [1, 3, 4, 5, 8, 19]) {
          const [a, b] = operands(M, N, K, way) as [tf.Tensor2D, tf.Tensor2D];
          expectClose(gemm(a, b, way), product(a, b, way).flat());
          tf.dispose([a, b]);
        }
      }
    });

    it.each([
      [67, 9, 515],
      [65, 259, 12],
      [3, 300, 260],
      [130, 270, 257],
    ])("is the product in float64 over many blocks, %i x %i x %i", (M, N, K) => {
      const [a, b] = operands(M, N, K, way) as [tf.Tensor2D, tf.Tensor2D];
      expectClose(gemm(a, b, way), product(a, b, way).flat());
    });

    it("takes empty matrices", () => {
      for (const [M, N, K] of [
        [0, 3, 4],
        [3, 0, 4],
        [3, 4, 0],
        [0, 0, 0],
      ] as const) {
        const [a, b] = operands(M, N, K, way) as [tf.Tensor2D, tf.Tensor2D];
        expectClose(gemm(a, b, way), tf.zeros([M, N]));
        const [dA, dB] = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.sum(gemm(x, y, way)))([a, b]);
        expectClose(dA!, tf.zeros(a.shape));
        expectClose(dB!, tf.zeros(b.shape));
      }
    });

    it("has the right gradient", () => {
      expectGradient((a: tf.Tensor, b: tf.Tensor) => gemm(a, b, way), operands(3, 5, 4, way));
    });

    it("has the right second derivative", () => {
      const [a, b] = operands(3, 5, 4, way) as [tf.Tensor2D, tf.Tensor2D];
      const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.square(gemm(x, b, way))));
      expectGradient((y: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(tf.mul(gemm(x, y, way), 2)))(a), [b]);
      expectGradient((x: tf.Tensor) => slope(x), [a], { step: 1e-1 });
    });
  });

  it("keeps what is not finite where it belongs", () => {
    const a = tf.tensor2d([Number.NaN, 1, Number.POSITIVE_INFINITY, 2, 1, 1], [3, 2]);
    const b = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const [first, second, third] = gemm(a, b).arraySync() as number[][];
    expect(first!.every(Number.isNaN)).toBe(true);
    expect(second).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(third).toEqual([4, 6]);
  });

  it("says which argument is wrong, and how", () => {
    expect(() => gemm(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow("gemm: b must be [K=3, N=3], got [2, 3]");
    expect(() => gemm(tf.zeros([3]), tf.zeros([2, 3]))).toThrow("gemm: a must be [M=3, K], got [3]");
    expect(() => gemm(tf.zeros([2, 3]), tf.zeros([3, 2]), { transposeA: 1 as unknown as boolean })).toThrow(
      "gemm: transposeA must be true or false, got 1",
    );
  });

  it("leaks no tensors", () => {
    const [a, b] = operands(5, 9, 3, {}) as [tf.Tensor2D, tf.Tensor2D];
    const before = tf.memory();
    tf.tidy(() => void tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.sum(gemm(x, y)))([a, b]));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });
});
