import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, expectGradient, goldens, onEveryBackend, random } from "../../testing";
import { agreesWithTheReference, leaksNoTensors, takesAnEmptyBatch } from "../gridTests";
import { attentionGrid } from "./attentionGrid";
import { attentionGridReference } from "./attentionGrid.reference";

onEveryBackend("attentionGrid", () => {
  it("scales both axes alike and shifts each", () => {
    const grid = attentionGrid(tf.tensor2d([0.5, 0.25, -0.25], [1, 3]), [1, 2]);
    expectClose(grid, tf.tensor4d([0, -0.25, 0.5, -0.25], [1, 1, 2, 2]));
  });

  it.each(goldens("grid_generators").filter(({ op }) => op === "attention_grid"))("agrees with $name", (golden) => {
    const { size, align_corners: alignCorners } = golden.attrs as { size: [number, number]; align_corners: boolean };
    expectGolden(golden, ["params"], "grid", (theta: tf.Tensor) => attentionGrid(theta, size, { alignCorners }));
  });

  it.each([1, 3, 4, 5, 8])("agrees with the reference at w = %i", (w) => {
    const theta = random([2, 3]);
    for (const alignCorners of [false, true]) {
      const expected = attentionGridReference(theta, [3, w], alignCorners);
      expectClose(attentionGrid(theta, [3, w], { alignCorners }), expected, 1e-6);
    }
  });

  agreesWithTheReference(
    2,
    (B, seed) => random([B, 3], seed),
    (theta, size, alignCorners) => attentionGrid(theta, size as [number, number], { alignCorners }),
    (theta, size, alignCorners) => attentionGridReference(theta, size as [number, number], alignCorners),
  );

  takesAnEmptyBatch([3], (theta) => attentionGrid(theta, [3, 4]), [3, 4, 2]);

  it("has the right gradient", () => {
    expectGradient((theta: tf.Tensor) => attentionGrid(theta, [3, 5]), [random([2, 3])]);
  });

  it("says which argument is wrong, and how", () => {
    expect(() => attentionGrid(tf.zeros([2, 4]), [3, 4])).toThrow("attentionGrid: theta must be [B=2, 3], got [2, 4]");
    expect(() => attentionGrid(tf.zeros([2, 3]), [3, 0])).toThrow(
      "attentionGrid: size must be [h, w], whole numbers from 1, got [3,0]",
    );
  });

  leaksNoTensors([3], (theta) => attentionGrid(theta, [3, 5]));
});
