import { refusesNonsense } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe } from "vitest";
import { Draw, DrawClassifier } from "./index";

const options = {
  imageSize: [3, 3, 1] as [number, number, number],
  steps: 2,
  latentSize: 2,
  encoderUnits: 2,
  decoderUnits: 2,
};
const some = {
  readSize: 2,
  writeSize: 2,
  attention: true,
  classes: 0,
  likelihood: "bernoulli",
  pixelOrigin: 1,
  epsilon: 0,
  seed: 1,
};
const looking = { imageSize: [3, 3, 1] as [number, number, number], glimpses: 2, readSize: 2, units: 2, classes: 2 };

describe("@attn/draw", () => {
  const draw = () => new Draw(options);
  const classifier = () => new DrawClassifier(looking);
  const x = () => tf.zeros([2, 3, 3, 1]);
  const noise = () => tf.zeros([2, 2, 2]);
  const methods = {
    Draw: (given: never) => void new Draw(given),
    DrawClassifier: (given: never) => void new DrawClassifier(given),
    elbo: (...args: [never]) => void draw().elbo(...args),
    reconstruct: (...args: [never]) => void draw().reconstruct(...args),
    generate: (...args: [never]) => void draw().generate(...args),
    logLikelihood: (...args: [never]) => void draw().logLikelihood(...args),
    run: (...args: [never]) => void classifier().run(...args),
    loss: (...args: [never, never]) => void classifier().loss(...args),
    save: (...args: [never]) => void draw().save(...args),
  };
  refusesNonsense(methods, {
    Draw: () => [{ ...options, ...some }],
    DrawClassifier: () => [{ ...looking, pixelOrigin: 1, seed: 1 }],
    elbo: () => [x(), { noise: noise(), seed: 1, labels: undefined, recompute: 1 }],
    reconstruct: () => [x(), { noise: noise(), seed: 1, labels: undefined }],
    generate: () => [2, { seed: 1, temperature: 1, z: noise(), labels: undefined }],
    logLikelihood: () => [x(), { samples: 2, seed: 1, labels: undefined }],
    run: () => [x(), { trace: true }],
    loss: () => [x(), [0, 1]],
    save: () => [{ floats: "F16" }],
  });
});
