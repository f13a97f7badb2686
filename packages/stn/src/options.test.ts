// What the layer refuses.
import { onEveryBackend } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeEach, expect, it } from "vitest";
import { spatialTransformer } from "./index";
import { alone, body, dense } from "./transformerTests";

onEveryBackend("spatialTransformer, given something wrong", () => {
  beforeEach(() => {
    tf.disposeVariables();
  });

  it("says which option is wrong, and how", () => {
    const bad = (options: object) => () => spatialTransformer({ localization: body(), ...options });
    expect(bad({ transform: "shear" })).toThrow(
      'spatialTransformer: transform must be "affine" or "attention" or "translation" or "projective" or ' +
        '"thinPlateSpline", got "shear"',
    );
    expect(bad({ interpolation: "linear" })).toThrow("spatialTransformer: interpolation must be");
    expect(bad({ padding: "same" })).toThrow("spatialTransformer: padding must be");
    expect(bad({ alignCorners: 1 })).toThrow("spatialTransformer: alignCorners must be true or false, got 1");
    expect(bad({ outputSize: [0, 4] })).toThrow(
      "spatialTransformer: outputSize must be [h, w], whole numbers from 1, got [0,4]",
    );
    expect(bad({ lastLayer: "none" })).toThrow("spatialTransformer: lastLayer must be");
    expect(bad({ localizationLearningRate: 0 })).toThrow(
      "spatialTransformer: localizationLearningRate must be a finite number above 0, got 0",
    );
    expect(bad({ outputsize: [2, 2] })).toThrow(
      /^spatialTransformer: options must be an object of localization, transform, .* inputDType, got one with "outputsize"$/,
    );
    expect(bad({ localization: undefined })).toThrow(
      "spatialTransformer: localization must be a list of layers or a model, got undefined",
    );
    expect(bad({ localization: [layers.flatten(), 3] })).toThrow("got a list with something else in it");
    const used = dense(2, { inputShape: [3] });
    sequential({ layers: [used] });
    expect(bad({ localization: [used] })).toThrow("must be new, got one that is in a model");
  });

  it("says which shape is wrong, and how", () => {
    const given = spatialTransformer({ localization: [layers.flatten()], lastLayer: "given" });
    expect(() => given.apply(input({ shape: [6, 5, 2] }))).toThrow(
      "spatialTransformer: localization must give [B, 6], got [null, 60]",
    );
    const other = sequential({ layers: [layers.flatten({ inputShape: [4, 4, 1] })] });
    expect(() => spatialTransformer({ localization: other }).apply(input({ shape: [6, 5, 2] }))).toThrow(
      "spatialTransformer: the input must be [null, 4, 4, 1], as localization's is, got [null, 6, 5, 2]",
    );
    expect(() => alone({ inputShape: [6, null, 2] }).computeOutputShape([null, 6, null, 2])).toThrow(
      "spatialTransformer: the input must be [B, H, W, C] of known size, got [null, 6, null, 2]",
    );
    expect(() => alone({ name: "gaze" }).localize(tf.zeros([1, 6, 5, 2]))).toThrow(
      "gaze: localize needs a built layer",
    );
  });
});
