import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, expectGradient, goldens, onEveryBackend, random } from "../../testing";
import { agreesWithTheReference, leaksNoTensors, takesAnEmptyBatch } from "../gridTests";
import { affineGrid } from "./affineGrid";
import { affineGridReference } from "./affineGrid.reference";

onEveryBackend("affineGrid", () => {
  const identity = () => tf.tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]);

  it("returns the pixel centres under the identity", () => {
    const grid = affineGrid(identity(), [1, 2]);
    expectClose(grid, tf.tensor4d([-0.5, 0, 0.5, 0], [1, 1, 2, 2]));
  });

  it("spans corner to corner with alignCorners", () => {
    const grid = affineGrid(identity(), [2, 2], { alignCorners: true });
    expectClose(grid, tf.tensor4d([-1, -1, 1, -1, -1, 1, 1, 1], [1, 2, 2, 2]));
  });

  it("reaches the corners exactly, whatever the size", () => {
    for (let w = 2; w < 100; w++) {
      const xs = affineGrid(identity(), [1, w], { alignCorners: true }).dataSync();
      expect([xs[0], xs[2 * w - 2]]).toEqual([-1, 1]);
    }
  });

  it.each(goldens("grid_generators").filter(({ op }) => op === "affine_grid"))("agrees with $name", (golden) => {
    const { size, align_corners: alignCorners } = golden.attrs as { size: [number, number]; align_corners: boolean };
    expectGolden(golden, ["theta"], "grid", (theta: tf.Tensor) => affineGrid(theta, size, { alignCorners }));
  });

  // below, at, above and twice the four lanes of a vector
  it.each([1, 3, 4, 5, 8, 60])("agrees with the reference at w = %i", (w) => {
    const theta = random([2, 2, 3]);
    for (const alignCorners of [false, true]) {
      expectClose(affineGrid(theta, [3, w], { alignCorners }), affineGridReference(theta, [3, w], alignCorners), 1e-6);
    }
  });

  agreesWithTheReference(
    2,
    (B, seed) => random([B, 2, 3], seed),
    (theta, size, alignCorners) => affineGrid(theta, size as [number, number], { alignCorners }),
    (theta, size, alignCorners) => affineGridReference(theta, size as [number, number], alignCorners),
  );

  takesAnEmptyBatch([2, 3], (theta) => affineGrid(theta, [3, 4]), [3, 4, 2]);

  it("has the right gradient", () => {
    expectGradient((theta: tf.Tensor) => affineGrid(theta, [3, 5]), [random([2, 2, 3])]);
  });

  it("says which argument is wrong, and how", () => {
    expect(() => affineGrid(tf.zeros([2, 3]), [3, 4])).toThrow("affineGrid: theta must be [B=2, 2, 3], got [2, 3]");
    expect(() => affineGrid(identity(), [0, 4])).toThrow(
      "affineGrid: size must be [h, w], whole numbers from 1, got [0,4]",
    );
  });

  leaksNoTensors([2, 3], (theta) => affineGrid(theta, [3, 5]));
});
