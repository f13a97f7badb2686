// What the tests of all grids have in common.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, random } from "../testing";

type Grid = (x: Tensor, size: number[], alignCorners: boolean) => Tensor;

/** Grid and gradient are those of the reference, at any size. */
export function agreesWithTheReference(
  axes: 2 | 3,
  argument: (B: number, seed: number) => Tensor,
  grid: Grid,
  reference: Grid,
): void {
  it("agrees with the reference, its gradient too, at any size", () => {
    const size = fc.array(fc.integer({ min: 1, max: axes === 2 ? 40 : 9 }), { minLength: axes, maxLength: axes });
    const property = fc.property(fc.nat(3), size, fc.boolean(), fc.nat(1000), (B, size, alignCorners, seed) => {
      tf.tidy(() => {
        const x = argument(B, seed);
        const dGrid = random([B, ...size, axes], seed + 1, 0.1);
        const mine = (x: Tensor) => grid(x, size, alignCorners);
        const theirs = (x: Tensor) => reference(x, size, alignCorners);
        expectClose(mine(x), theirs(x));
        expectClose(tf.grad(mine)(x, dGrid), tf.grad(theirs)(x, dGrid));
      });
    });
    fc.assert(property, { numRuns: 20, seed: 3 });
  });
}

/** An empty batch gives an empty grid and an empty gradient. */
export function takesAnEmptyBatch(shape: number[], grid: (x: Tensor) => Tensor, gridShape: number[]): void {
  it("takes an empty batch", () => {
    expect(grid(tf.zeros([0, ...shape])).shape).toEqual([0, ...gridShape]);
    const dx = tf.grad((x: Tensor) => tf.sum(grid(x)))(tf.zeros([0, ...shape]));
    expect(dx.shape).toEqual([0, ...shape]);
  });
}

/** Nothing but the result is left, of a call and of its gradient. */
export function leaksNoTensors(shape: number[], grid: (x: Tensor) => Tensor): void {
  it("leaks no tensors", () => {
    const x = random([2, ...shape]);
    const before = tf.memory().numTensors;
    const out = grid(x);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose(out);
    tf.dispose(tf.grad((y: Tensor) => tf.sum(grid(y)))(x));
    expect(tf.memory().numTensors).toBe(before);
  });
}
