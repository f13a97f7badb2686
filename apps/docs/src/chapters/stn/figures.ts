// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
import type {
  CornersParams,
  KernelsParams,
  OutsideParams,
  PointParams,
  TransformParams,
} from "../../lab/experiments/stn";
import type { LookParams, PlacedParams, TurnedParams } from "../../lab/experiments/stnNets";
import type { StnTrainingParams } from "../../lab/experiments/stnTrainings";
import { noInk } from "./ink";

const plain: PlacedParams = { digit: 4, hand: 5, degrees: -100, scale: 1, x: 0, y: 0 };
const turned: TurnedParams = { digit: plain.digit, hand: plain.hand };

const affine: TransformParams = { transform: "affine", theta: [0.62, 0.22, 0.1, -0.26, 0.66, -0.12], own: [] };
const attention: TransformParams = { transform: "attention", theta: [0.42, -0.28, -0.22], own: [] };
const projective: TransformParams = {
  transform: "projective",
  theta: [0.8, 0.1, 0, -0.05, 0.8, 0, 0.05, 0.22],
  own: [],
};
const spline: TransformParams = {
  transform: "thinPlateSpline",
  theta: [
    [-1, -1, -0.33, -0.8, 0.33, -1.1, 1, -1],
    [-0.8, -0.33, -0.2, -0.42, 0.5, -0.3, 1.1, -0.33],
    [-1.1, 0.33, -0.46, 0.24, 0.24, 0.42, 0.85, 0.33],
    [-1, 1, -0.33, 1.1, 0.33, 0.85, 1, 1],
  ].flat(),
  own: [],
};

const point: PointParams = {
  image: [
    0.1, 0.2, 0.2, 0.3, 0.1, 0.2, 0.9, 0.7, 0.3, 0.2, 0.1, 0.4, 0.2, 0.8, 0.3, 0.3, 0.1, 0.6, 0.9, 0.2, 0.1, 0.3, 0.2,
    0.1, 0.4,
  ],
  x: 1.3,
  y: 1.6,
  interpolation: "bilinear",
};
const kernels: KernelsParams = { zoom: 2, degrees: 12, digit: 5 };
const outside: OutsideParams = { scale: 2, degrees: 10, x: 0.3, y: 0, alignCorners: false };
const corners: CornersParams = { side: 7 };

const parts: LookParams = {
  digit: 5,
  hand: 2,
  degrees: -30,
  scale: 0.8,
  x: -5,
  y: 4,
  ink: noInk(),
  own: [],
};
const look: LookParams = { digit: 3, hand: 4, degrees: 35, scale: 0.75, x: 7, y: -7, ink: noInk(), own: [] };
const train: StnTrainingParams = { seed: 1, learningRate: 0.003, steps: 4000 };

export const stnFigures = {
  plain: { experiment: "stnPlain", defaults: plain },
  turned: { experiment: "stnTurned", defaults: turned },
  parts: { experiment: "stnLook", defaults: parts },
  affine: { experiment: "stnTransform", defaults: affine },
  attention: { experiment: "stnTransform", defaults: attention },
  projective: { experiment: "stnTransform", defaults: projective },
  spline: { experiment: "stnTransform", defaults: spline },
  point: { experiment: "stnPoint", defaults: point },
  kernels: { experiment: "stnKernels", defaults: kernels },
  outside: { experiment: "stnOutside", defaults: outside },
  corners: { experiment: "stnCorners", defaults: corners },
  look: { experiment: "stnLook", defaults: look },
  train: { experiment: "stnAtFirst", defaults: train },
} as const;
