import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, expectGradient, goldens, goldenTensor, onEveryBackend, random } from "../../testing";
import { affineGrid } from "../affineGrid/affineGrid";
import { attentionGrid } from "../attentionGrid/attentionGrid";
import { gridSample } from "../gridSample/gridSample";
import { samplingOptions } from "../gridSample/options";
import { projectiveGrid } from "../projectiveGrid/projectiveGrid";
import { thinPlateSplineControlPoints, thinPlateSplineGrid } from "../thinPlateSplineGrid/thinPlateSplineGrid";
import { type SpatialTransformOptions, spatialTransform } from "./spatialTransform";
import { spatialTransformReference } from "./spatialTransform.reference";

const interpolations = ["bilinear", "nearest", "bicubic"] as const;
const paddings = ["zeros", "border", "reflection"] as const;
const modes = interpolations.flatMap((interpolation) =>
  paddings.map((padding, i) => ({ interpolation, padding, alignCorners: i === 1 })),
);

const reference = (image: Tensor, theta: Tensor, size: readonly [number, number], options = {}) =>
  spatialTransformReference(image, theta, size, samplingOptions("", options));

const identity = (B: number) => tf.tile(tf.tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]), [B, 1, 1]);
const nearIdentity = (B: number, seed = 5, far = 0.4) => tf.add(identity(B), random([B, 2, 3], seed, far));

/** A transform's theta near the identity, a batch of two. */
const thetas: Record<NonNullable<SpatialTransformOptions["transform"]>, () => Tensor> = {
  affine: () => nearIdentity(2),
  attention: () => tf.tensor2d([0.7, 0.11, -0.2, 1.1, -0.07, 0.3], [2, 3]),
  translation: () => tf.tensor2d([0.11, -0.2, -0.07, 0.3], [2, 2]),
  projective: () => tf.add(tf.eye(3), random([2, 3, 3], 7, 0.1)),
  thinPlateSpline: () => tf.add(tf.tensor2d(thinPlateSplineControlPoints(4)), random([2, 16, 2], 8, 0.05)),
};
const transforms = Object.keys(thetas) as (keyof typeof thetas)[];

onEveryBackend("spatialTransform", ({ backend, variant }) => {
  const onKernels = it.skipIf(backend !== "wasm" || variant === "none"); // elsewhere the reference would meet itself

  it("moves an image by a pixel, by hand", () => {
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    const theta = tf.tensor2d([2 / 3, 0], [1, 2]);
    const moved = spatialTransform(image, theta, [2, 3], { transform: "translation" });
    expectClose(moved, tf.tensor4d([2, 3, 0, 5, 6, 0], [1, 2, 3, 1]));
  });

  it.each(modes)("returns the image under the identity ($interpolation, $padding)", (mode) => {
    const image = random([2, 5, 6, 3]);
    expectClose(spatialTransform(image, identity(2), [5, 6], mode), image);
  });

  it.each(goldens("stn").filter(({ op }) => op === "affine_transformer"))("matches the golden case $name", (golden) => {
    const { attrs, inputs, outputs, cotangents, grads } = golden;
    const [image, theta] = [goldenTensor(inputs.input_nhwc!), goldenTensor(inputs.theta!)];
    const options = { interpolation: attrs.mode, padding: attrs.padding_mode, alignCorners: attrs.align_corners };
    const f = (image: Tensor, theta: Tensor) =>
      spatialTransform(image, theta, attrs.out_size as [number, number], options as SpatialTransformOptions);
    expectClose(f(image, theta), goldenTensor(outputs.output_nhwc!));
    const [dImage, dTheta] = tf.grads(f)([image, theta], goldenTensor(cotangents.output_nhwc!));
    expectClose(dImage!, goldenTensor(grads.input_nhwc!));
    expectClose(dTheta!, goldenTensor(grads.theta!));
  });

  onKernels.each(modes)("agrees with the reference on any shape ($interpolation, $padding)", (mode) => {
    const side = fc.integer({ min: 1, max: 9 });
    const shapes = fc.record({ B: fc.integer({ min: 1, max: 3 }), H: side, W: side, C: side, h: side, w: side });
    const smooth = mode.interpolation !== "nearest"; // two roundings of a theta may round to two pixels
    const property = fc.property(shapes, fc.nat(1000), ({ B, H, W, C, h, w }, seed) => {
      tf.tidy(() => {
        const [image, theta] = [random([B, H, W, C], seed), nearIdentity(B, seed + 1)];
        const dOut = random([B, h, w, C], seed + 2);
        const mine = (u: Tensor, t: Tensor) => spatialTransform(u, t, [h, w], mode);
        const theirs = (u: Tensor, t: Tensor) => reference(u, t, [h, w], mode);
        expectClose(mine(image, theta), theirs(image, theta));
        const [dImage, dTheta] = tf.grads(mine)([image, theta], dOut);
        const [rImage, rTheta] = tf.grads(theirs)([image, theta], dOut);
        expectClose(dImage!, rImage!);
        if (smooth)
          expectClose(dTheta!, rTheta!, 3e-5); // sums of up to 81 points · 9 channels · 4.5 pixels in a unit
        else expectClose(dTheta!, tf.zeros([B, 2, 3]));
      });
    });
    fc.assert(property, { numRuns: 8, seed: 4 });
  });

  // wider than what is sampled at once
  onKernels.each([1, 3, 4])("agrees with the reference over a long row, %i channels", (C) => {
    const [image, theta] = [random([1, 5, 9, C]), nearIdentity(1)];
    const gradients = (f: typeof spatialTransform) =>
      tf.grads((u: Tensor, t: Tensor) => f(u, t, [3, 301]))([image, theta]);
    expectClose(spatialTransform(image, theta, [3, 301]), reference(image, theta, [3, 301]));
    const [mine, theirs] = [gradients(spatialTransform), gradients(reference)];
    expectClose(mine[0]!, theirs[0]!, 2e-5); // some hundred terms in a sum
    expectClose(mine[1]!, theirs[1]!, 2e-5);
  });

  describe.each(transforms)("%s", (transform) => {
    it.each([false, true])("is the grid and gridSample together (alignCorners %s)", (alignCorners) => {
      const [image, theta] = [random([2, 5, 6, 2]), thetas[transform]()];
      const size = [4, 7] as const;
      const grid = {
        affine: () => affineGrid(theta, size, { alignCorners }),
        attention: () => attentionGrid(theta, size, { alignCorners }),
        translation: () =>
          affineGrid(tf.concat([tf.slice(identity(2), [0, 0, 0], [2, 2, 2]), tf.expandDims(theta, 2)], 2), size, {
            alignCorners,
          }),
        projective: () => projectiveGrid(theta, size, { alignCorners }),
        thinPlateSpline: () => thinPlateSplineGrid(theta, size, { alignCorners }),
      }[transform]();
      const padding = "border";
      const moved = spatialTransform(image, theta, size, { transform, alignCorners, padding });
      expectClose(moved, gridSample(image, grid, { alignCorners, padding }));
    });

    it("has the right gradient", () => {
      // bicubic: without kinks but for those of the second derivative
      const f = (u: Tensor, t: Tensor) =>
        spatialTransform(u, t, [2, 3], { transform, interpolation: "bicubic", padding: "border" });
      expectGradient(f, [random([2, 2, 3, 1]), thetas[transform]()], { step: 3e-3, tolerance: 2e-2 });
    });

    it("takes an empty batch", () => {
      const theta = thetas[transform]();
      const none = tf.zeros([0, ...theta.shape.slice(1)]);
      const image = tf.zeros([0, 3, 4, 2]);
      const f = (u: Tensor, t: Tensor) => spatialTransform(u, t, [5, 6], { transform });
      expect(f(image, none).shape).toEqual([0, 5, 6, 2]);
      const [dImage, dTheta] = tf.grads(f)([image, none]);
      expectClose(dImage!, image);
      expectClose(dTheta!, none);
    });
  });

  it("passes the options of the thin-plate spline on", () => {
    const controlPoints = thinPlateSplineControlPoints(2);
    const theta = tf.tensor3d(controlPoints.flat(), [1, 4, 2]);
    const image = random([1, 4, 5, 1]);
    const options = { transform: "thinPlateSpline", controlPoints, regularization: 0.1 } as const;
    expectClose(spatialTransform(image, theta, [4, 5], options), image);
  });

  it("stays inside the image and finite for any theta", () => {
    const strange = [Number.NaN, Number.POSITIVE_INFINITY, -1e30, 3.4e38];
    for (const mode of modes) {
      const image = tf.add(tf.abs(random([1, 3, 4, 1])), 1);
      for (const value of strange) {
        const theta = tf.tensor3d([1, 0, value, 0, value, 0.1], [1, 2, 3]);
        const f = (u: Tensor, t: Tensor) => spatialTransform(u, t, [3, 5], mode);
        const dImage = tf.grad((u: Tensor) => f(u, theta))(image);
        expect(tf.all(tf.isFinite(f(image, theta))).dataSync()[0]).toBe(1);
        expect(tf.all(tf.isFinite(dImage)).dataSync()[0]).toBe(1);
      }
    }
  });

  onKernels("computes no gradient that nobody asked for, and no grid", async () => {
    const [image, theta] = [random([1, 3, 4, 2]), identity(1)];
    const namesIn = async (f: () => Tensor) => (await tf.profile(f)).kernels.map((kernel) => kernel.name);
    const ofImage = await namesIn(() => tf.grad((u: Tensor) => spatialTransform(u, theta, [2, 2]))(image));
    expect(ofImage).toContain("SpatialTransformGradImage");
    expect(ofImage).not.toContain("SpatialTransformGradTheta");
    const ofTheta = await namesIn(() => tf.grad((t: Tensor) => spatialTransform(image, t, [2, 2]))(theta));
    expect(ofTheta).toContain("SpatialTransformGradTheta");
    expect(ofTheta).not.toContain("SpatialTransformGradImage");
    expect([...ofImage, ...ofTheta]).not.toContain("AffineGrid");
  });

  it("says which argument is wrong, and how", () => {
    const image = tf.zeros([2, 3, 4, 1]);
    expect(() => spatialTransform(image, tf.zeros([3, 2, 3]), [3, 4])).toThrow(
      "spatialTransform: theta must be [B=2, 2, 3], got [3, 2, 3]",
    );
    expect(() => spatialTransform(image, tf.zeros([2, 4]), [3, 4], { transform: "attention" })).toThrow(
      "spatialTransform: theta must be [B=2, 3], got [2, 4]",
    );
    expect(() => spatialTransform(image, identity(2), [3, 0])).toThrow("spatialTransform: size must be [h, w]");
    expect(() => spatialTransform(tf.zeros([2, 3, 0, 1]), identity(2), [3, 4])).toThrow(
      "spatialTransform: image must have sides H, W from 1",
    );
    expect(() => spatialTransform(image, identity(2), [3, 4], { transform: "shear" as "affine" })).toThrow(
      "spatialTransform: transform must be",
    );
    expect(() => spatialTransform(image, identity(2), [3, 4], { regularization: 1 })).toThrow(
      'spatialTransform: regularization must go with transform "thinPlateSpline", got "affine"',
    );
  });

  it.each(transforms)("leaks no tensors: %s", (transform) => {
    const [image, theta] = [random([2, 3, 4, 3]), thetas[transform]()];
    const before = tf.memory().numTensors;
    tf.dispose(spatialTransform(image, theta, [5, 6], { transform }));
    expect(tf.memory().numTensors).toBe(before);
    const f = (u: Tensor, t: Tensor) => spatialTransform(u, t, [5, 6], { transform });
    tf.dispose(tf.grads(f)([image, theta]));
    expect(tf.memory().numTensors).toBe(before);
  });
});
