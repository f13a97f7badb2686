// What the tests of all grids have in common.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { random } from "../testing";

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
