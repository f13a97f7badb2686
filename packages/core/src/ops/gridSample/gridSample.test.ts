import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expectClose,
  expectGradient,
  type GoldenCase,
  goldens,
  goldenTensor,
  onEveryBackend,
  random,
} from "../../testing";
import { type GridSampleOptions, gridSample } from "./gridSample";
import { gridSampleReference } from "./gridSample.reference";
import { samplingOptions } from "./options";

const interpolations = ["bilinear", "nearest", "bicubic"] as const;
const paddings = ["zeros", "border", "reflection"] as const;
const everyMode = interpolations.flatMap((interpolation) =>
  paddings.flatMap((padding) => [false, true].map((alignCorners) => ({ interpolation, padding, alignCorners }))),
);
const name = ({ interpolation, padding, alignCorners }: (typeof everyMode)[number]) =>
  `${interpolation} ${padding}${alignCorners ? " alignCorners" : ""}`;
const modes = everyMode.map((mode) => ({ name: name(mode), mode }));

const reference = (image: Tensor, grid: Tensor, options: GridSampleOptions = {}) =>
  gridSampleReference(image, grid, samplingOptions("", options));

/** The options of a golden case, which are PyTorch's. */
const optionsOf = ({ attrs }: GoldenCase) =>
  ({ interpolation: attrs.mode, padding: attrs.padding_mode, alignCorners: attrs.align_corners }) as GridSampleOptions;

const picture = () => tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
const at = (...points: number[]) => tf.tensor4d(points, [1, 1, points.length / 2, 2]);

onEveryBackend("gridSample", ({ backend, variant }) => {
  const references = backend !== "wasm" || variant === "none";
  const onKernels = it.skipIf(references); // elsewhere the reference would meet itself

  it("takes from four pixels, by hand", () => {
    // the centre of 2 × 3 pixels; half a pixel right of the second; outside
    const grid = at(0, 0, 1 / 3, -0.5, 3, 0);
    expectClose(gridSample(picture(), grid), [3.5, 2.5, 0]);
    expectClose(gridSample(picture(), grid, { padding: "border" }), [3.5, 2.5, 4.5]);
  });

  it("takes the nearest pixel, of two the even one", () => {
    const grid = at(0, 0, 1 / 3, -0.5, 1, 1); // (1, 0.5), (1.5, 0) and (2.5, 1.5) in pixels
    expectClose(gridSample(picture(), grid, { interpolation: "nearest" }), [2, 3, 0]);
    expectClose(gridSample(picture(), grid, { interpolation: "nearest", padding: "border" }), [2, 3, 6]);
  });

  it.each(everyMode)("returns the image where the grid has the pixels' centers ($interpolation, $padding)", (mode) => {
    const image = random([1, 3, 3, 2]);
    const axis = mode.alignCorners ? [-1, 0, 1] : [-2 / 3, 0, 2 / 3];
    const grid = tf.tensor4d(
      axis.flatMap((y) => axis.flatMap((x) => [x, y])),
      [1, 3, 3, 2],
    );
    expectClose(gridSample(image, grid, mode), image);
  });

  describe.each(interpolations)("%s", (mode) => {
    it.each(goldens(`grid_sample_2d_${mode}`))("matches the golden case $name", (golden) => {
      const { inputs, outputs, cotangents, grads } = golden;
      const [image, grid] = [goldenTensor(inputs.input_nhwc!), goldenTensor(inputs.grid!)];
      const f = (image: Tensor, grid: Tensor) => gridSample(image, grid, optionsOf(golden));
      expectClose(f(image, grid), goldenTensor(outputs.output_nhwc!));
      const [dImage, dGrid] = tf.grads(f)([image, grid], goldenTensor(cotangents.output_nhwc!));
      expectClose(dImage!, goldenTensor(grads.input_nhwc!));
      expectClose(dGrid!, goldenTensor(grads.grid!));
    });
  });

  onKernels.each(modes)("agrees with the reference, gradients too, on any shape ($name)", ({ mode }) => {
    const side = fc.integer({ min: 1, max: 9 });
    const shapes = fc.record({ B: fc.integer({ min: 1, max: 3 }), H: side, W: side, C: side, h: side, w: side });
    const property = fc.property(shapes, fc.nat(1000), ({ B, H, W, C, h, w }, seed) => {
      tf.tidy(() => {
        const image = random([B, H, W, C], seed);
        const grid = random([B, h, w, 2], seed + 1, 1.2);
        const dOut = random([B, h, w, C], seed + 2);
        expectClose(gridSample(image, grid, mode), reference(image, grid, mode));
        const [dImage, dGrid] = tf.grads((u: Tensor, g: Tensor) => gridSample(u, g, mode))([image, grid], dOut);
        const [rImage, rGrid] = tf.grads((u: Tensor, g: Tensor) => reference(u, g, mode))([image, grid], dOut);
        expectClose(dImage!, rImage!);
        expectClose(dGrid!, rGrid!, 3e-5); // sums of up to 9 channels · 16 pixels · 4.5 pixels in a unit
      });
    });
    fc.assert(property, { numRuns: 8, seed: 3 });
  });

  // more points than are sampled at once; one, three and many channels
  onKernels.each([1, 3, 4, 6])("agrees with the reference over many points, %i channels", (C) => {
    const [image, grid] = [random([2, 17, 13, C]), random([2, 20, 33, 2], 2, 0.7)];
    expectClose(gridSample(image, grid), reference(image, grid));
    const both = (f: typeof gridSample) => tf.grads((u: Tensor, g: Tensor) => f(u, g))([image, grid]);
    const [mine, theirs] = [both(gridSample), both(reference)];
    expectClose(mine[0]!, theirs[0]!);
    expectClose(mine[1]!, theirs[1]!);
  });

  it.each(modes.filter(({ mode }) => mode.interpolation !== "nearest"))(
    "has the right gradient ($name)",
    ({ mode }) => {
      const [H, W] = [3, 4];
      const inPixels = [0.3, 1.2, 2.6, 0.75, -0.4, 4.3]; // no kink near
      const points = inPixels.map((x, i) => {
        const n = i % 2 ? H : W;
        return mode.alignCorners ? (2 * x) / (n - 1) - 1 : (2 * x + 1) / n - 1;
      });
      expectGradient((u: Tensor, g: Tensor) => gridSample(u, g, mode), [random([1, H, W, 1]), at(...points)]);
    },
  );

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

  onKernels("computes no gradient that nobody asked for", async () => {
    const [image, grid] = [random([1, 3, 4, 2]), random([1, 2, 2, 2])];
    const namesIn = async (f: () => Tensor) => (await tf.profile(f)).kernels.map((kernel) => kernel.name);
    const ofImage = await namesIn(() => tf.grad((u: Tensor) => gridSample(u, grid))(image));
    expect(ofImage).toContain("GridSampleGradImage");
    expect(ofImage).not.toContain("GridSampleGradGrid");
    const ofGrid = await namesIn(() => tf.grad((g: Tensor) => gridSample(image, g))(grid));
    expect(ofGrid).toContain("GridSampleGradGrid");
    expect(ofGrid).not.toContain("GridSampleGradImage");
  });

  it.runIf(references)("has second derivatives without kernels", () => {
    const [image, grid] = [random([1, 4, 5, 2]), at(0.13, 0.21, -0.3, 0.33)];
    const slope = (g: Tensor) => tf.grad((g: Tensor) => tf.sum(tf.square(reference(image, g))))(g);
    expectGradient(slope, [grid]);
    const toImage = (u: Tensor) => tf.grad((u: Tensor) => tf.sum(tf.square(reference(u, grid))))(u);
    expectGradient(toImage, [image]);
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
  });

  it("leaks no tensors", () => {
    const [image, grid] = [random([2, 3, 4, 3]), random([2, 5, 6, 2])];
    const before = tf.memory().numTensors;
    tf.tidy(() => void tf.grads((u: Tensor, g: Tensor) => gridSample(u, g))([image, grid]));
    expect(tf.memory().numTensors).toBe(before);
  });
});
