import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  expectClose,
  expectGolden,
  expectGradient,
  type GoldenCase,
  goldens,
  onEveryBackend,
  random,
} from "../../testing";
import { gridSample } from "../gridSample/gridSample";
import { type GridSample3dOptions, gridSample3d } from "./gridSample3d";
import { gridSample3dReference } from "./gridSample3d.reference";

const modes = (["bilinear", "nearest"] as const).flatMap((interpolation) =>
  (["zeros", "border", "reflection"] as const).flatMap((padding) =>
    [false, true].map((alignCorners) => ({
      name: `${interpolation} ${padding}${alignCorners ? " alignCorners" : ""}`,
      mode: { interpolation, padding, alignCorners },
    })),
  ),
);
type Mode = Required<GridSample3dOptions>;

/** The options of a golden case, which are PyTorch's. */
const optionsOf = ({ attrs }: GoldenCase) =>
  ({ interpolation: attrs.mode, padding: attrs.padding_mode, alignCorners: attrs.align_corners }) as Mode;

/** A volume of 2 × 2 × 3 voxels: 1 … 12. */
const volume = () => tf.tensor5d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 2, 2, 3, 1]);
const at = (...points: number[]) => tf.tensor5d(points, [1, 1, 1, points.length / 3, 3]);

onEveryBackend("gridSample3d", ({ variant }) => {
  const itHasKernels = it.runIf(variant === "relaxed" || variant === "simd"); // else the reference would meet itself

  it("takes from eight voxels, by hand", () => {
    // the centre; half a voxel right of the second, in the first slice; half outside, at the end of x, y and z; outside
    const grid = at(0, 0, 0, 1 / 3, -0.5, -0.5, 1, 1, 1, 0, 0, 9);
    expectClose(gridSample3d(volume(), grid), [6.5, 2.5, 1.5, 0]);
    expectClose(gridSample3d(volume(), grid, { padding: "border" }), [6.5, 2.5, 12, 9.5]);
  });

  it("takes the nearest voxel, of two the even one", () => {
    const grid = at(0, -0.5, -0.5, 1 / 3, -0.5, -0.5, 0, 0, 0); // (1, 0, 0), (1.5, 0, 0) and (1, 0.5, 0.5) in voxels
    expectClose(gridSample3d(volume(), grid, { interpolation: "nearest" }), [2, 3, 2]);
  });

  it.each(goldens("grid_sample_3d"))("agrees with $name", (golden) => {
    const f = (u: Tensor, grid: Tensor) => gridSample3d(u, grid, optionsOf(golden));
    expectGolden(golden, ["input_ndhwc", "grid"], "output_ndhwc", f);
  });

  it.each(modes)("is gridSample where the volume is one slice ($name)", ({ mode }) => {
    const [image, grid] = [random([2, 4, 5, 3]), random<tf.Tensor4D>([2, 3, 4, 2], 2)];
    const deep = tf.reshape(tf.concat([grid, tf.zeros([2, 3, 4, 1])], 3), [2, 1, 3, 4, 3]);
    const sampled = gridSample3d(tf.reshape(image, [2, 1, 4, 5, 3]), deep, mode);
    expectClose(tf.reshape(sampled, [2, 3, 4, 3]), gridSample(image, grid, mode));
  });

  itHasKernels.each(modes)("agrees with the reference, gradients too, on any shape ($name)", ({ mode }) => {
    const [side, C] = [fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 })];
    const shapes = fc.record({ B: fc.nat(2), D: side, H: side, W: side, C, d: side, h: side, w: side });
    const property = fc.property(shapes, fc.nat(1000), ({ B, D, H, W, C, d, h, w }, seed) => {
      tf.tidy(() => {
        const u = random([B, D, H, W, C], seed);
        const grid = random([B, d, h, w, 3], seed + 1, 1.2);
        agree(u, grid, random([B, d, h, w, C], seed + 2), mode);
      });
    });
    fc.assert(property, { numRuns: 8, seed: 3 });
  });

  itHasKernels.each([1, 3, 4, 5, 8])("agrees with the reference over many points, %i channels", (C) => {
    const grid = random([2, 5, 6, 7, 3], 2, 0.7); // 210 points: more than are sampled at once
    agree(random([2, 4, 5, 6, C]), grid, random([2, 5, 6, 7, C], 3), modes[0]!.mode);
  });

  it.each(modes.filter(({ mode }) => mode.interpolation === "bilinear"))(
    "has the right gradient ($name)",
    ({ mode }) => {
      // voxel coordinates 0.3, 1.3, … and outside, away from the kinks at whole and half numbers
      const voxels = [0.3, 1.3, 2.3, -0.7, 3.3, 4.7, 1.7, -1.7];
      const toGrid = (v: number, n: number) => (mode.alignCorners ? (2 * v) / (n - 1) - 1 : (2 * v + 1) / n - 1);
      const points = voxels.flatMap((v, i) => [
        toGrid(v, 4),
        toGrid(voxels[(3 * i + 1) % 8]!, 3),
        toGrid(voxels[(5 * i + 2) % 8]!, 3),
      ]);
      const grid = tf.tensor5d(points, [1, 2, 2, 2, 3]);
      expectGradient((u: Tensor, g: Tensor) => gridSample3d(u, g, mode), [random([1, 3, 3, 4, 2]), grid]);
    },
  );

  it.each(modes)("stays inside the volume and finite for any coordinate ($name)", ({ mode }) => {
    const strange = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3.4e38, -1e9, 0.1];
    const points = strange.flatMap((x) => strange.flatMap((y) => strange.flatMap((z) => [x, y, z])));
    const grid = tf.tensor5d(points, [1, 6, 6, 6, 3]);
    for (const shape of [
      [1, 1, 1, 1, 1],
      [1, 2, 3, 1, 4],
      [1, 1, 2, 3, 5],
    ]) {
      const u = tf.add(tf.abs(random(shape)), 1);
      const f = (u: Tensor, g: Tensor) => gridSample3d(u, g, mode);
      expectClose(f(u, grid), gridSample3dReference(u, grid, mode));
      expect(tf.all(tf.isFinite(f(u, grid))).dataSync()[0]).toBe(1);
      const [du, dGrid] = tf.grads(f)([u, grid]);
      expect(tf.all(tf.isFinite(du!)).dataSync()[0]).toBe(1);
      const lost = tf.where(tf.isFinite(grid), tf.zerosLike(grid), dGrid!);
      expectClose(lost, tf.zerosLike(grid));
    }
  });

  it("takes NaN and infinity for outside with zeros, for a border voxel else", () => {
    const [nan, far] = [Number.NaN, Number.POSITIVE_INFINITY];
    const grid = at(nan, -0.5, -0.5, far, -0.5, -0.5, -far, -0.5, -0.5, 0, -0.5, nan);
    expectClose(gridSample3d(volume(), grid), [0, 0, 0, 0]);
    expectClose(gridSample3d(volume(), grid, { padding: "border" }), [1, 3, 1, 2]);
    expectClose(gridSample3d(volume(), grid, { padding: "reflection" }), [1, 1, 1, 2]);
  });

  it("does not let a voxel that is not a number into samples outside", () => {
    const u = tf.fill([1, 2, 2, 2, 5], Number.NaN);
    const grid = at(5, 0, 0, 0, -9, 0, 0, 0, 4);
    expectClose(gridSample3d(u, grid), tf.zeros([1, 1, 1, 3, 5]));
    const dGrid = tf.grad((g: Tensor) => gridSample3d(u, g))(grid);
    expectClose(dGrid, tf.zeros([1, 1, 1, 3, 3]));
  });

  it.each([
    { what: "batch", volumeShape: [0, 2, 3, 4, 2], gridShape: [0, 2, 5, 6, 3] },
    { what: "set of channels", volumeShape: [2, 2, 3, 4, 0], gridShape: [2, 2, 5, 6, 3] },
    { what: "grid", volumeShape: [2, 2, 3, 4, 1], gridShape: [2, 0, 5, 6, 3] },
  ])("takes an empty $what", ({ volumeShape, gridShape }) => {
    const [u, grid] = [tf.zeros(volumeShape), tf.zeros(gridShape)];
    expect(gridSample3d(u, grid).shape).toEqual([...gridShape.slice(0, 4), volumeShape[4]]);
    const [du, dGrid] = tf.grads((u: Tensor, g: Tensor) => gridSample3d(u, g))([u, grid]);
    expectClose(du!, u);
    expectClose(dGrid!, grid);
  });

  it("computes no gradient that nobody asked for", async () => {
    const [u, grid] = [random([1, 2, 3, 4, 2]), random([1, 1, 2, 2, 3])];
    const { kernels } = await tf.profile(() => tf.grad((u: Tensor) => gridSample3d(u, grid))(u));
    expect(kernels.map((kernel) => kernel.name)).not.toContain("GridSample3dGradGrid");
    const other = await tf.profile(() => tf.grad((g: Tensor) => gridSample3d(u, g))(grid));
    expect(other.kernels.map((kernel) => kernel.name)).not.toContain("GridSample3dGradVolume");
  });

  it("has second derivatives without kernels", () => {
    const [u, grid] = [random([1, 2, 3, 3, 1]), at(0.13, 0.21, 0.1)];
    const f = (u: Tensor, g: Tensor) => tf.sum(tf.square(gridSample3dReference(u, g, modes[0]!.mode)));
    expectGradient((g: Tensor) => tf.grad((g: Tensor) => f(u, g))(g), [grid]);
    expectGradient((u: Tensor) => tf.grad((u: Tensor) => f(u, grid))(u), [u]);
  });

  it("says which argument is wrong, and how", () => {
    const [u, grid] = [tf.zeros([2, 2, 3, 4, 1]), tf.zeros([2, 2, 5, 6, 3])];
    expect(() => gridSample3d(tf.zeros([2, 3, 4, 1]), grid)).toThrow(
      "gridSample3d: volume must be [B=2, D=3, H=4, W=1, C], got [2, 3, 4, 1]",
    );
    expect(() => gridSample3d(u, tf.zeros([2, 2, 5, 6, 2]))).toThrow(
      "gridSample3d: grid must be [B=2, d=2, h=5, w=6, 3], got [2, 2, 5, 6, 2]",
    );
    expect(() => gridSample3d(tf.zeros([2, 0, 3, 4, 1]), grid)).toThrow(
      "gridSample3d: volume must have sides D, H, W from 1 to 16777216, got [2, 0, 3, 4, 1]",
    );
    expect(() => gridSample3d(u, grid, { interpolation: "bicubic" as "nearest" })).toThrow(
      'gridSample3d: interpolation must be "bilinear" or "nearest", got "bicubic"',
    );
  });

  it("leaks no tensors", () => {
    const [u, grid] = [random([2, 2, 3, 4, 3]), random([2, 2, 5, 6, 3])];
    const before = tf.memory().numTensors;
    const out = gridSample3d(u, grid);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose(out);
    tf.dispose(tf.grads((u: Tensor, g: Tensor) => gridSample3d(u, g))([u, grid]));
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** The kernels and the reference, and their gradients. */
function agree(u: Tensor, grid: Tensor, dOut: Tensor, mode: Mode): void {
  const kernel = (u: Tensor, g: Tensor) => gridSample3d(u, g, mode);
  const reference = (u: Tensor, g: Tensor) => gridSample3dReference(u, g, mode);
  expectClose(kernel(u, grid), reference(u, grid));
  const [du, dGrid] = tf.grads(kernel)([u, grid], dOut);
  const [eu, eGrid] = tf.grads(reference)([u, grid], dOut);
  expectClose(du!, eu!);
  expectClose(dGrid!, eGrid!, 3e-5); // sums of up to 9 channels · 8 voxels · 3 voxels in a unit
}
