import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, expectGradient, goldens, onEveryBackend, random } from "../../testing";
import { agreesWithTheReference, leaksNoTensors, takesAnEmptyBatch } from "../gridTests";
import { affineGrid3d } from "./affineGrid3d";
import { affineGrid3dReference } from "./affineGrid3d.reference";

onEveryBackend("affineGrid3d", () => {
  const identity = () => tf.tensor3d([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [1, 3, 4]);

  it("returns the voxel centres under the identity, x first", () => {
    const grid = affineGrid3d(identity(), [2, 1, 1]);
    expectClose(grid, tf.tensor5d([0, 0, -0.5, 0, 0, 0.5], [1, 2, 1, 1, 3]));
  });

  it("spans corner to corner with alignCorners", () => {
    const grid = affineGrid3d(identity(), [1, 2, 2], { alignCorners: true });
    expectClose(grid, tf.tensor5d([-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0], [1, 1, 2, 2, 3]));
  });

  it.each(goldens("grid_generators").filter(({ op }) => op === "affine_grid_3d"))("agrees with $name", (golden) => {
    const { size, align_corners } = golden.attrs as { size: [number, number, number]; align_corners: boolean };
    const options = { alignCorners: align_corners };
    expectGolden(golden, ["theta"], "grid", (theta: tf.Tensor) => affineGrid3d(theta, size, options));
  });

  it.each([1, 3, 4, 5, 8])("agrees with the reference at w = %i", (w) => {
    const theta = random([2, 3, 4]);
    for (const alignCorners of [false, true]) {
      const expected = affineGrid3dReference(theta, [2, 3, w], alignCorners);
      expectClose(affineGrid3d(theta, [2, 3, w], { alignCorners }), expected, 1e-6);
    }
  });

  agreesWithTheReference(
    3,
    (B, seed) => random([B, 3, 4], seed),
    (theta, size, alignCorners) => affineGrid3d(theta, size as [number, number, number], { alignCorners }),
    (theta, size, alignCorners) => affineGrid3dReference(theta, size as [number, number, number], alignCorners),
  );

  takesAnEmptyBatch([3, 4], (theta) => affineGrid3d(theta, [2, 3, 4]), [2, 3, 4, 3]);

  it("has the right gradient", () => {
    expectGradient((theta: tf.Tensor) => affineGrid3d(theta, [2, 3, 5]), [random([2, 3, 4])]);
  });

  it("says which argument is wrong, and how", () => {
    expect(() => affineGrid3d(tf.zeros([2, 2, 3]), [2, 3, 4])).toThrow(
      "affineGrid3d: theta must be [B=2, 3, 4], got [2, 2, 3]",
    );
    expect(() => affineGrid3d(identity(), [3, 4] as never)).toThrow(
      "affineGrid3d: size must be [d, h, w], whole numbers from 1, got [3,4]",
    );
  });

  leaksNoTensors([3, 4], (theta) => affineGrid3d(theta, [2, 3, 5]));
});
