import { refusesNonsense } from "@attn/core/testing";
import { layers } from "@tensorflow/tfjs-layers";
import { describe } from "vitest";
import * as stn from "./index";

describe("@attn/stn", () => {
  refusesNonsense(stn, {
    distortedMnistClassifier: () => [
      {
        network: "cnn",
        transformer: "affine",
        imageSize: [28, 28],
        pool: true,
        parameters: 5000,
        filters: [1, 1],
        localizationUnits: 1,
        seed: 1,
      },
    ],
    identityParameters: () => ["affine"],
    registerSpatialTransformer: () => [],
    spatialTransformer: () => [
      {
        localization: [layers.flatten()],
        transform: "affine",
        outputSize: [2, 2],
        interpolation: "nearest",
        padding: "border",
        alignCorners: true,
        lastLayer: "append",
        localizationLearningRate: 1,
      },
    ],
  });
});
