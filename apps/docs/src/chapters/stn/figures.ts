// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
import type {
  CornersParams,
  KernelsParams,
  OutsideParams,
  PointParams,
  TransformParams,
} from "../../lab/experiments/stn";
import type { LookParams, PlacedParams, TurnedParams } from "../../lab/experiments/stnNets";
import { LOOK_SIDE } from "../../lab/experiments/stnSizes";
import type { StnTrainingParams } from "../../lab/experiments/stnTrainings";
import { between, each, ink, type Limit, oneOf, whole, yesOrNo } from "../../lab/limits";
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

const digit = whole(0, 9);
const degrees = between(-180, 180);
const place = between(-1.5, 1.5);
/** As far as corners can be dragged, farther than the sliders go. */
const linear = between(-3, 3);
const inOrder =
  (...limits: readonly Limit[]): Limit =>
  (list) => {
    if (!Array.isArray(list) || list.length !== limits.length) return undefined;
    const all = limits.map((limit, i) => limit(list[i]));
    return all.includes(undefined) ? undefined : all;
  };
const eight = each(8, between(-20, 20));
/** Without a horizon in the output, where numbers have no end. */
const noHorizon: Limit = (list) => {
  const theta = eight(list) as number[] | undefined;
  return theta && Math.abs(theta[6]!) + Math.abs(theta[7]!) < 0.99 ? theta : undefined;
};

/** `limits`: as the sliders and choices of the figure. */
export const stnFigures = {
  plain: {
    experiment: "stnPlain",
    defaults: plain,
    limits: { digit, hand: whole(0, 19), degrees, x: between(-12, 12) },
  },
  turned: { experiment: "stnTurned", defaults: turned, limits: {} },
  parts: {
    experiment: "stnLook",
    defaults: parts,
    limits: {
      digit,
      degrees: between(-90, 90),
      scale: between(0.6, 1.4),
      x: between(-12, 12),
      y: between(-12, 12),
    },
  },
  affine: {
    experiment: "stnTransform",
    defaults: affine,
    limits: { theta: inOrder(linear, linear, place, linear, linear, place) },
  },
  attention: {
    experiment: "stnTransform",
    defaults: attention,
    limits: { theta: inOrder(between(0.05, 3), place, place) },
  },
  projective: { experiment: "stnTransform", defaults: projective, limits: { theta: noHorizon } },
  spline: { experiment: "stnTransform", defaults: spline, limits: { theta: each(32, place) } },
  point: {
    experiment: "stnPoint",
    defaults: point,
    limits: { x: between(-1, 5), y: between(-1, 5), interpolation: oneOf("nearest", "bilinear", "bicubic") },
  },
  kernels: { experiment: "stnKernels", defaults: kernels, limits: { zoom: between(0.5, 6), degrees, digit } },
  outside: {
    experiment: "stnOutside",
    defaults: outside,
    limits: { scale: between(0.5, 4), degrees, x: between(-4, 4), y: between(-4, 4), alignCorners: yesOrNo },
  },
  corners: { experiment: "stnCorners", defaults: corners, limits: { side: whole(2, 16) } },
  look: {
    experiment: "stnLook",
    defaults: look,
    limits: {
      digit,
      hand: whole(0, 49),
      degrees,
      scale: between(0.3, 2),
      x: between(-18, 18),
      y: between(-18, 18),
      ink: ink(LOOK_SIDE ** 2),
    },
  },
  train: {
    experiment: "stnAtFirst",
    defaults: train,
    limits: { learningRate: between(0.0005, 0.02), seed: whole(1, 20), steps: whole(500, 10_000) },
  },
} as const;
