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
import { at, everyMode, interpolations, modes, picture, reference } from "./gridSampleTests";

/** The options of a golden case, which are PyTorch's. */
const optionsOf = ({ attrs }: GoldenCase) =>
  ({ interpolation: attrs.mode, padding: attrs.padding_mode, alignCorners: attrs.align_corners }) as GridSampleOptions;

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
});
