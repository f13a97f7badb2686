import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, expectGradient, goldens, onEveryBackend, random } from "../../testing";
import { affineGrid } from "../affineGrid/affineGrid";
import { agreesWithTheReference, leaksNoTensors, takesAnEmptyBatch } from "../gridTests";
import { projectiveGrid } from "./projectiveGrid";
import { projectiveGridReference } from "./projectiveGrid.reference";

onEveryBackend("projectiveGrid", () => {
  /** Homographies whose horizon is far outside of the image: Z between 0.6 and 1.4. */
  const mild = (B: number, seed = 1) =>
    tf.tidy(() => {
      const last = tf.add(tf.mul(tf.sin(random([B, 1, 3], seed)), [[[0.2, 0.2, 0]]]), [[[0, 0, 1]]]);
      return tf.concat([random([B, 2, 3], seed + 1), last], 1) as tf.Tensor3D;
    });

  it("divides by the depth", () => {
    const theta = tf.tensor3d([1, 0, 0, 0, 1, 0.5, 0.5, 0, 1], [1, 3, 3]);
    const grid = projectiveGrid(theta, [1, 2], { alignCorners: true });
    expectClose(grid, tf.tensor4d([-2, 1, 2 / 3, 1 / 3], [1, 1, 2, 2]));
  });

  it("is affine where the last row is (0, 0, 1), and the same for a multiple of theta", () => {
    const affine = random<tf.Tensor3D>([2, 2, 3]);
    const theta = tf.concat([affine, tf.tensor3d([0, 0, 1, 0, 0, 1], [2, 1, 3])], 1);
    expectClose(projectiveGrid(theta, [4, 5]), affineGrid(affine, [4, 5]));
    expectClose(projectiveGrid(tf.mul(theta, -3), [4, 5]), affineGrid(affine, [4, 5]));
  });

  it.each(goldens("grid_generators").filter(({ op }) => op === "projective_grid"))("agrees with $name", (golden) => {
    const { size, align_corners: alignCorners } = golden.attrs as { size: [number, number]; align_corners: boolean };
    expectGolden(golden, ["homography"], "grid", (theta: tf.Tensor) => projectiveGrid(theta, size, { alignCorners }));
  });

  it.each([1, 3, 4, 5, 8])("agrees with the reference at w = %i", (w) => {
    const theta = mild(2);
    const weights = random([2, 3, w, 2], 7);
    for (const alignCorners of [false, true]) {
      const kernel = (x: tf.Tensor) => projectiveGrid(x, [3, w], { alignCorners });
      const reference = (x: tf.Tensor) => projectiveGridReference(x, [3, w], alignCorners);
      expectClose(kernel(theta), reference(theta), 2e-6);
      expectClose(tf.grad(kernel)(theta, weights), tf.grad(reference)(theta, weights));
    }
  });

  agreesWithTheReference(
    2,
    mild,
    (theta, size, alignCorners) => projectiveGrid(theta, size as [number, number], { alignCorners }),
    (theta, size, alignCorners) => projectiveGridReference(theta, size as [number, number], alignCorners),
  );

  takesAnEmptyBatch([3, 3], (theta) => projectiveGrid(theta, [3, 4]), [3, 4, 2]);

  it("has no finite place for a pixel on the horizon, which adds nothing to the gradient", () => {
    const theta = tf.tensor3d([1, 0, 1, 0, 1, 0, 1, 0, 0], [1, 3, 3]); // Z = x: 0 in the middle column
    const grid = (x: tf.Tensor) => projectiveGrid(x, [1, 3]);
    const [, , x, y] = grid(theta).dataSync();
    expect([x, y]).toEqual([Number.POSITIVE_INFINITY, Number.NaN]); // 1 / 0 and 0 / 0
    const dTheta = tf.grad((t: tf.Tensor) => tf.sum(grid(t)))(theta); // of the columns x = ±2/3
    expectClose(dTheta, tf.tensor3d([2, 0, 0, 2, 0, 0, -2, 0, -4.5], [1, 3, 3]));
  });

  it("is not disturbed by a horizon beyond the last column", () => {
    const theta = tf.tensor3d([1, 0, 0, 0, 1, 0, 1, 0, -4 / 3], [1, 3, 3]); // Z = 0 at x = 4/3, the column after w = 3
    const gradient = tf.grad((t: tf.Tensor) => tf.sum(projectiveGrid(t, [2, 3])))(theta);
    const expected = tf.grad((t: tf.Tensor) => tf.sum(projectiveGridReference(t, [2, 3], false)))(theta);
    expectClose(gradient, expected);
  });

  it("has the right gradient", () => {
    expectGradient((theta: tf.Tensor) => projectiveGrid(theta, [3, 5]), [mild(2)]);
  });

  it("has second derivatives without kernels", () => {
    const square = (t: tf.Tensor) => tf.sum(tf.square(projectiveGridReference(t, [2, 3], false)));
    expectGradient((theta: tf.Tensor) => tf.grad(square)(theta), [mild(1)]);
  });

  it("says which argument is wrong, and how", () => {
    expect(() => projectiveGrid(tf.zeros([2, 2, 3]), [3, 4])).toThrow(
      "projectiveGrid: theta must be [B=2, 3, 3], got [2, 2, 3]",
    );
    expect(() => projectiveGrid(tf.zeros([2, 3, 3]), [3, 4.5])).toThrow(
      "projectiveGrid: size must be [h, w], whole numbers from 1, got [3,4.5]",
    );
  });

  leaksNoTensors([3, 3], (theta) => projectiveGrid(theta, [3, 5]));
});
