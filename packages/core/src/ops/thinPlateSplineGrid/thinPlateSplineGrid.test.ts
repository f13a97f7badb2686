import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { ConfigError } from "../../shapes/errors";
import { expectClose, expectGolden, expectGradient, goldens, onEveryBackend, random } from "../../testing";
import { affineGrid } from "../affineGrid/affineGrid";
import { agreesWithTheReference, leaksNoTensors, takesAnEmptyBatch } from "../gridTests";
import { keptMatrices, splineMatrix } from "./splineMatrix";
import { type ThinPlateSplineOptions, thinPlateSplineControlPoints, thinPlateSplineGrid } from "./thinPlateSplineGrid";
import { thinPlateSplineGridReference } from "./thinPlateSplineGrid.reference";

type Pairs = [number, number][];

onEveryBackend("thinPlateSplineGrid", () => {
  const lattice = () => tf.tensor([thinPlateSplineControlPoints(4)]);

  it("is the identity where the points are the control points", () => {
    const identity = tf.tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]);
    expectClose(thinPlateSplineGrid(lattice(), [5, 6]), affineGrid(identity, [5, 6]), 2e-6);
  });

  it("takes each control point to its point", () => {
    const points = random([2, 16, 2]);
    const grid = thinPlateSplineGrid(points, [4, 4], { alignCorners: true }); // its pixels are the control points
    expectClose(tf.reshape(grid, [2, 16, 2]), points, 2e-6);
  });

  it("is the affine map where three points are all there is", () => {
    const controlPoints: Pairs = [
      [-1, -1],
      [1, -1],
      [-1, 1],
    ];
    const points = tf.tensor3d([0, 0.5, 1, 0.5, 0, -0.5], [1, 3, 2]); // x' = (x + 1) / 2, y' = −y / 2
    const affine = tf.tensor3d([0.5, 0, 0.5, 0, -0.5, 0], [1, 2, 3]);
    expectClose(thinPlateSplineGrid(points, [3, 5], { controlPoints }), affineGrid(affine, [3, 5]));
  });

  it("approaches the affine map as the regularization grows", () => {
    const points = random([1, 16, 2]);
    const bend = (regularization: number) => {
      const grid = thinPlateSplineGrid(points, [6, 6], { regularization });
      const second = tf.sub(
        tf.add(tf.slice(grid, [0, 0, 0, 0], [1, 6, 4, 2]), tf.slice(grid, [0, 0, 2, 0], [1, 6, 4, 2])),
        tf.mul(tf.slice(grid, [0, 0, 1, 0], [1, 6, 4, 2]), 2),
      );
      return tf.max(tf.abs(second)).dataSync()[0]!;
    };
    expect(bend(1)).toBeLessThan(bend(0));
    expect(bend(1e6)).toBeLessThan(1e-5);
  });

  it("knows control points that are near each other from equal ones", () => {
    const tiny = thinPlateSplineControlPoints(4).map(([x, y]): [number, number] => [5 + x * 1e-4, 5 + y * 1e-4]);
    const grid = thinPlateSplineGrid(lattice(), [2, 2], { controlPoints: tiny });
    expect(Array.from(grid.dataSync()).every(Number.isFinite)).toBe(true);
  });

  it("passes between two points of one control point where regularization is above 0", () => {
    const controlPoints: Pairs = [...thinPlateSplineControlPoints(2), [0, 0], [0, 0]];
    const points = tf.tensor([[...thinPlateSplineControlPoints(2), [0.5, 0], [-0.5, 0]]]);
    const grid = thinPlateSplineGrid(points, [1, 1], { controlPoints, regularization: 0.1 });
    expectClose(grid, tf.zeros([1, 1, 1, 2]));
  });

  it.each(goldens("grid_generators").filter(({ op }) => op === "tps_grid"))("agrees with $name", (golden) => {
    const { size, ...rest } = golden.attrs as { size: [number, number]; align_corners: boolean; control_points: Pairs };
    const options = { alignCorners: rest.align_corners };
    expectGolden(golden, ["points"], "grid", (points: tf.Tensor) => thinPlateSplineGrid(points, size, options));
    const given = { ...options, controlPoints: rest.control_points };
    expectGolden(golden, ["points"], "grid", (points: tf.Tensor) => thinPlateSplineGrid(points, size, given));
  });

  it.each([1, 3, 4, 5, 8, 60])("agrees with the reference at w = %i", (w) => {
    for (const K of [3, 4, 7]) {
      const controlPoints = (random([K, 2]) as tf.Tensor2D).arraySync() as Pairs;
      const points = random([2, K, 2], 2);
      const weights = random([2, 21, w, 2], 3); // 21 × 60 pixels: more than one block of the gradient
      const kernel = (x: tf.Tensor) => thinPlateSplineGrid(x, [21, w], { controlPoints });
      const plain = (x: tf.Tensor) => reference(x, [21, w], { controlPoints });
      expectClose(kernel(points), plain(points));
      expectClose(tf.grad(kernel)(points, weights), tf.grad(plain)(points, weights));
    }
  });

  agreesWithTheReference(
    2,
    (B, seed) => random([B, 16, 2], seed),
    (points, size, alignCorners) => thinPlateSplineGrid(points, size as [number, number], { alignCorners }),
    (points, size, alignCorners) => reference(points, size as [number, number], { alignCorners }),
  );

  takesAnEmptyBatch([16, 2], (points) => thinPlateSplineGrid(points, [3, 4]), [3, 4, 2]);

  it("has the right gradient", () => {
    expectGradient((points: tf.Tensor) => thinPlateSplineGrid(points, [3, 5]), [random([2, 16, 2])]);
  });

  it("keeps a bounded number of matrices", () => {
    for (let w = 1; w < 100; w++) thinPlateSplineGrid(lattice(), [1, w]);
    expect(keptMatrices()).toBe(32);
  });

  it("says which argument is wrong, and how", () => {
    expect(() => thinPlateSplineGrid(tf.zeros([2, 9, 2]), [3, 4])).toThrow(
      "thinPlateSplineGrid: points must be [B=2, 16, 2], got [2, 9, 2]",
    );
    expect(() => thinPlateSplineGrid(lattice(), [3, 4], { regularization: -1 })).toThrow(
      "thinPlateSplineGrid: regularization must be a finite number from 0, got -1",
    );
    const wanted =
      "thinPlateSplineGrid: controlPoints must be an array of at least 3 pairs [x, y] of finite numbers, got";
    const given = (controlPoints: unknown) => () =>
      thinPlateSplineGrid(lattice(), [3, 4], { controlPoints: controlPoints as Pairs });
    expect(
      given([
        [0, 0],
        [1, 1],
      ]),
    ).toThrow(`${wanted} 2`);
    expect(
      given([
        [0, 0],
        [1, 1],
        [0, Number.NaN],
      ]),
    ).toThrow(`${wanted} [0,NaN] as number 2`);
    expect(given("lattice")).toThrow(`${wanted} "lattice"`);
    expect(() => thinPlateSplineControlPoints(1)).toThrow(
      "thinPlateSplineControlPoints: k must be a whole number from 2, got 1",
    );
  });

  it("says why control points determine no spline", () => {
    const points = tf.zeros([1, 4, 2]);
    const grid = (controlPoints: Pairs, regularization = 0) => {
      return () => thinPlateSplineGrid(points, [3, 4], { controlPoints, regularization });
    };
    const twins: Pairs = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 0],
    ];
    expect(grid(twins)).toThrow(ConfigError);
    expect(grid(twins)).toThrow("must all differ where regularization is 0, got [1,0] as number 1 and number 3");
    const line: Pairs = [
      [0, 0],
      [0.1, 0.1],
      [0.3, 0.3],
      [0.7, 0.7],
    ];
    expect(grid(line)).toThrow("must not all lie on one line");
    expect(grid(line, 1)).toThrow("must not all lie on one line");
  });

  leaksNoTensors([16, 2], (points) => thinPlateSplineGrid(points, [3, 5]));
});

function reference(
  points: tf.Tensor,
  size: [number, number],
  { controlPoints = thinPlateSplineControlPoints(4), alignCorners = false }: ThinPlateSplineOptions,
): tf.Tensor4D {
  const { values, shape } = splineMatrix("", { controlPoints, regularization: 0, size, alignCorners });
  return thinPlateSplineGridReference(points, tf.tensor2d(values, shape), size);
}
