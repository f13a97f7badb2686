// Coordinates that are not finite, empty batches, wrong arguments.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, onEveryBackend, random } from "../../testing";
import { gridSample } from "./gridSample";
import { at, interpolations, modes, picture, reference } from "./gridSampleTests";

onEveryBackend("gridSample, at its edges", () => {
  it.each(modes)("stays inside the image and finite for any coordinate ($name)", ({ mode }) => {
    const strange = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1e30,
      -1e30,
      3.4e38,
      1e9,
      -1e9,
      0.1,
    ];
    const points = strange.flatMap((x) => strange.flatMap((y) => [x, y]));
    const grid = tf.tensor4d(points, [1, 9, 9, 2]);
    for (const [H, W, C] of [
      [1, 1, 1],
      [2, 3, 1],
      [3, 2, 3],
      [4, 1, 4],
      [1, 4, 5],
    ] as const) {
      const image = tf.add(tf.abs(random([1, H, W, C])), 1);
      const f = (u: Tensor, g: Tensor) => gridSample(u, g, mode);
      expectClose(f(image, grid), reference(image, grid, mode));
      expect(tf.all(tf.isFinite(f(image, grid))).dataSync()[0]).toBe(1);
      const [dImage, dGrid] = tf.grads(f)([image, grid]);
      expect(tf.all(tf.isFinite(dImage!)).dataSync()[0]).toBe(1);
      const values = dGrid!.dataSync();
      const lost = points.map((p) => !Number.isFinite(p));
      expect(lost.every((isLost, i) => !isLost || Math.abs(values[i]!) < 1e-5)).toBe(true);
    }
  });

  it("takes NaN and infinity for outside with zeros, for a border pixel else", () => {
    const [nan, far] = [Number.NaN, Number.POSITIVE_INFINITY];
    const grid = at(nan, -0.5, far, -0.5, -far, -0.5, 0, nan);
    expectClose(gridSample(picture(), grid), [0, 0, 0, 0]);
    expectClose(gridSample(picture(), grid, { padding: "border" }), [1, 3, 1, 2]);
    expectClose(gridSample(picture(), grid, { padding: "reflection" }), [1, 1, 1, 2]);
  });

  it("does not let a pixel that is not a number into samples outside", () => {
    for (const C of [1, 2, 3, 4]) {
      const image = tf.fill([1, 2, 2, C], Number.NaN);
      const grid = at(5, 0, 0, -9, 4, 4);
      for (const interpolation of interpolations) {
        expectClose(gridSample(image, grid, { interpolation }), tf.zeros([1, 1, 3, C]));
        const dGrid = tf.grad((g: Tensor) => gridSample(image, g, { interpolation }))(grid);
        expectClose(dGrid, tf.zeros([1, 1, 3, 2]));
      }
    }
  });

  it.each([
    [
      [0, 3, 4, 2],
      [0, 5, 6, 2],
    ],
    [
      [2, 3, 4, 0],
      [2, 5, 6, 2],
    ],
    [
      [2, 3, 4, 1],
      [2, 0, 6, 2],
    ],
  ])("takes an empty batch: image %j, grid %j", (imageShape, gridShape) => {
    const [image, grid] = [tf.zeros(imageShape), tf.zeros(gridShape)];
    const [B, h, w] = gridShape;
    expect(gridSample(image, grid).shape).toEqual([B, h, w, imageShape[3]]);
    const [dImage, dGrid] = tf.grads((u: Tensor, g: Tensor) => gridSample(u, g))([image, grid]);
    expectClose(dImage!, image);
    expectClose(dGrid!, grid);
  });

  it("says which argument is wrong, and how", () => {
    const [image, grid] = [tf.zeros([2, 3, 4, 1]), tf.zeros([2, 5, 6, 2])];
    expect(() => gridSample(tf.zeros([3, 4, 1]), grid)).toThrow(
      "gridSample: image must be [B=3, H=4, W=1, C], got [3, 4, 1]",
    );
    expect(() => gridSample(image, tf.zeros([3, 5, 6, 2]))).toThrow(
      "gridSample: grid must be [B=2, h=5, w=6, 2], got [3, 5, 6, 2]",
    );
    expect(() => gridSample(tf.zeros([2, 0, 4, 1]), grid)).toThrow(
      "gridSample: image must have sides H, W from 1 to 16777216, got [2, 0, 4, 1]",
    );
    expect(() => gridSample(image, grid, { interpolation: "cubic" as "bicubic" })).toThrow(
      'gridSample: interpolation must be "bilinear" or "nearest" or "bicubic", got "cubic"',
    );
    expect(() => gridSample(image, grid, { padding: "wrap" as "zeros" })).toThrow("gridSample: padding must be");
    expect(() => gridSample(image, grid, { paddingmode: "border" } as object)).toThrow(
      'gridSample: options must be an object of interpolation, padding, alignCorners, got one with "paddingmode"',
    );
    expect(() => gridSample(image, grid, null as unknown as object)).toThrow(
      "gridSample: options must be an object of interpolation, padding, alignCorners, got null",
    );
  });

  it("leaks no tensors", () => {
    const [image, grid] = [random([2, 3, 4, 3]), random([2, 5, 6, 2])];
    const before = tf.memory().numTensors;
    tf.tidy(() => void tf.grads((u: Tensor, g: Tensor) => gridSample(u, g))([image, grid]));
    expect(tf.memory().numTensors).toBe(before);
  });
});
