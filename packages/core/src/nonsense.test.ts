import * as tf from "@tensorflow/tfjs-core";
import { describe } from "vitest";
import * as core from "./index";
import * as kernels from "./kernels";
import * as random from "./random";
import { refusesNonsense } from "./testing";

// What the other packages are made of trusts its caller as to names, and checks values alone.
const tools = ["dims", "checkedCount", "checkedOptions", "checkSize", "flag", "isObject", "oneOf", "shown"];

const aligned = { alignCorners: true };
const sampling = { interpolation: "nearest", padding: "border", ...aligned };
const points = [
  [-1, -1],
  [1, -1],
  [0, 1],
];
const spline = { ...aligned, controlPoints: points, regularization: 1 };
const clipping = { clipNorm: 1, clipValue: 1 };
const word = () => tf.zeros([1, 2]);
const slots = () => tf.zeros([1, 3]);
const memory = () => tf.zeros([1, 3, 2]);
const one = () => tf.ones([1]);
const window = () => ({ gX: one(), gY: one(), delta: one(), sigma2: one(), gamma: one() });
const patch = { pixelOrigin: 1, epsilon: 0 };
const variable = () => tf.variable(tf.zeros([2]));

describe("@attn/core", () => {
  const calls = {
    address: () => [{ key: word(), beta: one(), gate: one(), shift: slots(), gamma: one() }, memory(), slots()],
    affineGrid: () => [tf.zeros([1, 2, 3]), [2, 2], aligned],
    affineGrid3d: () => [tf.zeros([1, 3, 4]), [2, 2, 2], aligned],
    attentionGrid: () => [tf.zeros([1, 3]), [2, 2], aligned],
    attentionWindow: () => [tf.zeros([1, 5]), [3, 3], 2],
    circularShift: () => [slots(), slots()],
    contentWeights: () => [word(), one(), memory()],
    eraseAdd: () => [memory(), slots(), word(), word()],
    filterbank: () => [window(), [3, 3], 2, patch],
    gridSample: () => [tf.zeros([1, 2, 2, 1]), tf.zeros([1, 2, 2, 2]), sampling],
    gridSample3d: () => [tf.zeros([1, 2, 2, 2, 1]), tf.zeros([1, 2, 2, 2, 3]), sampling],
    interpolate: () => [slots(), slots(), one()],
    projectiveGrid: () => [tf.ones([1, 3, 3]), [2, 2], aligned],
    readPatch: () => [tf.zeros([1, 3, 3, 1]), window(), 2, patch],
    writePatch: () => [tf.zeros([1, 2, 2, 1]), window(), [3, 3], patch],
    readMemory: () => [memory(), slots()],
    sharpen: () => [slots(), one()],
    spatialTransform: () => [
      tf.zeros([1, 2, 2, 1]),
      tf.zeros([1, 3, 2]),
      [2, 2],
      { transform: "thinPlateSpline", ...sampling, ...spline },
    ],
    thinPlateSplineControlPoints: () => [2],
    thinPlateSplineGrid: () => [tf.zeros([1, 3, 2]), [2, 2], spline],
    adam: () => [{ learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 1, ...clipping }],
    rmsprop: () => [{ learningRate: 1, decay: 0.5, momentum: 0.5, epsilon: 1, ...clipping }],
    ready: () => [{ backend: "cpu", variant: "none", wasmPaths: "/" }],
    assignWeights: () => [{ w: variable() }, { w: tf.zeros([2]) }],
    compareWeights: () => [{ w: variable() }, { w: tf.zeros([2]) }],
    loadSafetensors: () => [core.saveSafetensors({}), { round: true }],
    saveSafetensors: () => [{ x: tf.zeros([2]) }, { by: "hand" }, { floats: "F16" }],
  };
  refusesNonsense(core, calls, { except: tools, open: ["assignWeights", "compareWeights"] });
});

describe("@attn/core/kernels", () => {
  refusesNonsense(
    { gemm: kernels.gemm }, // the rest is for those who write kernels
    { gemm: () => [tf.zeros([2, 2]), tf.zeros([2, 2]), { transposeA: true, transposeB: true }] },
  );
});

describe("@attn/core/random", () => {
  refusesNonsense(
    random,
    { permutation: () => [3, random.seeded(1)], seeded: () => [1, 2] },
    { open: ["permutation"] },
  );
});
