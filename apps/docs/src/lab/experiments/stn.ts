// The Spatial Transformer's figures: what the operators of @attn/core do.
import {
  affineGrid,
  attentionGrid,
  gridSample,
  projectiveGrid,
  spatialTransform,
  thinPlateSplineGrid,
} from "@attn/core";
import { digits } from "@attn/data";
import * as tf from "@tensorflow/tfjs-core";
import { take, type Values } from "../values";
import { alone, turn } from "./stnHelpers";
import { stnNets } from "./stnNets";
import { picture } from "./stnPicture";
import { ALONG, CURVE, GRID, PICTURE_SIDE, POINT_SIDE } from "./stnSizes";
import { atFirst, type Watched } from "./stnTrainings";
import { tidied } from "./tidied";

export type StnTransform = "affine" | "attention" | "projective" | "thinPlateSpline";
export type Interpolation = "nearest" | "bilinear" | "bicubic";
export type Padding = "zeros" | "border" | "reflection";

// What a transform does to a picture

export interface TransformParams {
  transform: StnTransform;
  /** 6, 3, 8 or 32 numbers. */
  theta: number[];
  /** An image of the reader's, `[40, 40, 3]`; none shows the boat. */
  own: number[];
}

export interface Transformed {
  output: Values;
  /** Where lines of the output come from, `[GRID, GRID, 2]`, each (x, y). */
  grid: Values;
}

function stnTransform({ transform, theta, own }: TransformParams): Transformed {
  return tidied(() => {
    const image = tf.tensor4d(own.length > 0 ? own : boat(), [1, PICTURE_SIDE, PICTURE_SIDE, 3]);
    const parameters = thetaOf(transform, theta);
    const output = spatialTransform(image, parameters, [PICTURE_SIDE, PICTURE_SIDE], { transform });
    const grid = gridOf[transform](parameters, [GRID, GRID], { alignCorners: true });
    return { output: alone(output), grid: alone(grid) };
  });
}

const gridOf = {
  affine: affineGrid,
  attention: attentionGrid,
  projective: projectiveGrid,
  thinPlateSpline: thinPlateSplineGrid,
};

function thetaOf(transform: StnTransform, theta: number[]): tf.Tensor {
  if (transform === "affine") return tf.tensor3d(theta, [1, 2, 3]);
  if (transform === "attention") return tf.tensor2d(theta, [1, 3]);
  if (transform === "projective") return tf.tensor3d([...theta, 1], [1, 3, 3]);
  return tf.tensor3d(theta, [1, theta.length / 2, 2]);
}

// One point between pixels

export interface PointParams {
  /** 5 × 5 pixels, row by row. */
  image: number[];
  /** The point, in pixels: (0, 0) is the middle of the first. */
  x: number;
  y: number;
  interpolation: Interpolation;
}

export interface Point {
  value: number;
  /** ∂V/∂U, as large as the image: how much of each pixel is in V. */
  dImage: Values;
  /** ∂V/∂x and ∂V/∂y, a pixel. */
  dx: number;
  dy: number;
  /** V along the row through the point, from x = −1 to 5. */
  along: Values;
}

function stnPoint({ image, x, y, interpolation }: PointParams): Point {
  return tidied(() => {
    const U = tf.tensor4d(image, [1, POINT_SIDE, POINT_SIDE, 1]);
    const at = (xs: number[]) =>
      tf.tensor4d(
        xs.flatMap((one) => [toUnit(one), toUnit(y)]),
        [1, 1, xs.length, 2],
      );
    const sample = (u: tf.Tensor, grid: tf.Tensor) => gridSample(u, grid, { interpolation });
    const [dU, dGrid] = tf.grads(sample)([U, at([x])]);
    const [dx, dy] = tf.mul(dGrid!, 2 / POINT_SIDE).dataSync(); // a pixel is 2 / 5 of a unit
    const xs = Array.from({ length: ALONG }, (_, i) => -1 + (6 * i) / (ALONG - 1));
    const value = sample(U, at([x])).dataSync()[0]!;
    return {
      value,
      dImage: take(tf.reshape(dU!, [POINT_SIDE, POINT_SIDE])),
      dx: dx!,
      dy: dy!,
      along: take(tf.reshape(sample(U, at(xs)), [ALONG])),
    };
  });
}

const toUnit = (pixel: number) => (2 * pixel + 1) / POINT_SIDE - 1;

// Three kernels

export interface KernelsParams {
  /** How many times larger. */
  zoom: number;
  degrees: number;
  /** What is sampled, 14 × 14. */
  digit: number;
}

export interface Kernels {
  source: Values;
  nearest: Values;
  bilinear: Values;
  bicubic: Values;
  /** k(t) from t = −2.5 to 2.5 by each: an image of one lit pixel, sampled. */
  curves: Record<Interpolation, Values>;
}

const kinds: Interpolation[] = ["nearest", "bilinear", "bicubic"];
function stnKernels({ zoom, degrees, digit }: KernelsParams): Kernels {
  return tidied(() => {
    const small = digits({ count: 1, first: digit, seed: 3, size: 14 }).images;
    const image = tf.tensor4d(small, [1, 14, 14, 1]);
    const theta = tf.tensor3d([turn(degrees, 1 / zoom)], [1, 2, 3]);
    const seen = kinds.map((interpolation) => [
      interpolation,
      alone(spatialTransform(image, theta, [42, 42], { interpolation })),
    ]);
    const lit = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [1, 1, 9, 1]);
    const places = Array.from({ length: CURVE }, (_, i) => [(2 * (-2.5 + (5 * i) / (CURVE - 1))) / 9, 0]);
    const grid = tf.tensor4d([[places]] as never, [1, 1, CURVE, 2]);
    const curves = kinds.map((interpolation) => [
      interpolation,
      take(tf.reshape(gridSample(lit, grid, { interpolation }), [CURVE])),
    ]);
    return {
      source: { shape: [14, 14], data: small },
      ...Object.fromEntries(seen),
      curves: Object.fromEntries(curves),
    };
  });
}

// Outside the image

export interface OutsideParams {
  /** How much of the plane is seen: 1 is the image alone. */
  scale: number;
  degrees: number;
  x: number;
  y: number;
  alignCorners: boolean;
}

export type Outside = Record<Padding, Values>;

const OUTSIDE_SIDE = 28;

function stnOutside({ scale, degrees, x, y, alignCorners }: OutsideParams): Outside {
  return tidied(() => {
    const image = tf.tensor4d(boat(OUTSIDE_SIDE), [1, OUTSIDE_SIDE, OUTSIDE_SIDE, 3]);
    const [a, b, , c, d] = turn(degrees, scale).flat();
    const theta = tf.tensor3d([a!, b!, x, c!, d!, y], [1, 2, 3]);
    const seen = (["zeros", "border", "reflection"] as const).map((padding) => [
      padding,
      alone(spatialTransform(image, theta, [OUTSIDE_SIDE, OUTSIDE_SIDE], { padding, alignCorners })),
    ]);
    return Object.fromEntries(seen);
  });
}

// What −1 and 1 mean

export interface CornersParams {
  /** Pixels a side of the output. */
  side: number;
}

export interface Corner {
  output: Values;
  /** In pixels of the input, `[side, side, 2]`. */
  places: Values;
}

export interface Corners {
  source: Values;
  edges: Corner;
  centers: Corner;
}

/** 4 × 4 pixels. */
const CORNERS = [0.1, 0.5, 0.3, 0.9, 0.7, 0.2, 0.8, 0.4, 0.3, 0.9, 0.1, 0.6, 1, 0.4, 0.7, 0.2];

/** The identity from 4 × 4 pixels to others, by both conventions. */
function stnCorners({ side }: CornersParams): Corners {
  return tidied(() => {
    const image = tf.tensor4d(CORNERS, [1, 4, 4, 1]);
    const theta = tf.tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]);
    const corner = (alignCorners: boolean): Corner => {
      const grid = affineGrid(theta, [side, side], { alignCorners });
      const places = alignCorners ? tf.mul(tf.add(grid, 1), 1.5) : tf.div(tf.sub(tf.mul(tf.add(grid, 1), 4), 1), 2);
      return { output: alone(gridSample(image, grid, { alignCorners })), places: alone(places) };
    };
    return { source: { shape: [4, 4], data: CORNERS }, edges: corner(false), centers: corner(true) };
  });
}

// The digits of a training before its first step

const stnAtFirst = ({ seed }: { seed: number; learningRate: number; steps: number }): Watched => atFirst(seed);

const boats = new Map<number, number[]>();

function boat(side = PICTURE_SIDE): number[] {
  if (!boats.has(side)) boats.set(side, picture(side));
  return boats.get(side)!;
}

export const stn = {
  stnTransform: { run: stnTransform },
  stnPoint: { run: stnPoint },
  stnKernels: { run: stnKernels },
  stnOutside: { run: stnOutside },
  stnCorners: { run: stnCorners },
  ...stnNets,
  stnAtFirst: { run: stnAtFirst },
};
