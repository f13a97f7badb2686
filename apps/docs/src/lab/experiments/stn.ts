// The Spatial Transformer's figures: operators of @attn/core, and two trained nets of @attn/stn.
import {
  affineGrid,
  assignWeights,
  attentionGrid,
  gridSample,
  loadSafetensors,
  projectiveGrid,
  spatialTransform,
  thinPlateSplineGrid,
} from "@attn/core";
import { digits } from "@attn/data";
import { type ClassifierOptions, distortedMnistClassifier, type SpatialTransformer } from "@attn/stn";
import { layerWeights } from "@attn/train";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { asset } from "../assets";
import { take, type Values } from "../values";
import { picture } from "./stnPicture";
import { ALONG, CURVE, GRID, INK_BITS, INK_WORDS, LOOK_SIDE, PICTURE_SIDE, POINT_SIDE, TURNS } from "./stnSizes";
import { atFirst, type Watched } from "./stnTrainings";

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
      dImage: values(tf.reshape(dU!, [POINT_SIDE, POINT_SIDE])),
      dx: dx!,
      dy: dy!,
      along: values(tf.reshape(sample(U, at(xs)), [ALONG])),
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
      values(tf.reshape(gridSample(lit, grid, { interpolation }), [CURVE])),
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
  alignCorners: boolean;
}

export type Outside = Record<Padding, Values>;

const OUTSIDE_SIDE = 28;

function stnOutside({ scale, degrees, x, alignCorners }: OutsideParams): Outside {
  return tidied(() => {
    const image = tf.tensor4d(boat(OUTSIDE_SIDE), [1, OUTSIDE_SIDE, OUTSIDE_SIDE, 3]);
    const [a, b, , c, d] = turn(degrees, scale).flat();
    const theta = tf.tensor3d([a!, b!, x, c!, d!, 0], [1, 2, 3]);
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
export const CORNERS = [0.1, 0.5, 0.3, 0.9, 0.7, 0.2, 0.8, 0.4, 0.3, 0.9, 0.1, 0.6, 1, 0.4, 0.7, 0.2];

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

// Trained nets

export interface PlacedParams {
  digit: number;
  /** Which of those made by program. */
  hand: number;
  /** With the clock. */
  degrees: number;
  scale: number;
  /** The digit's middle, from the image's, in pixels of 42. */
  x: number;
  y: number;
}

export interface LookParams extends PlacedParams {
  /** What the reader has drawn over it: a bit a pixel, 14 of a row in each number. */
  ink: number[];
  /** An image of the reader's instead of the digit, `[28, 28]`. */
  own: number[];
}

export interface Look {
  input: Values;
  /** What is given on to the convolutions, 28 × 28. */
  seen: Values;
  /** Row by row. */
  theta: number[];
  /** The chances of the ten digits. */
  transformer: number[];
  plain: number[];
}

const loadNets = async () => void (await Promise.all([load("st-cnn"), load("cnn")]));

/** What both nets make of one image. */
function stnLook({ ink, own, ...place }: LookParams): Look {
  return tidied(() => {
    const digit = own.length > 0 ? Float32Array.from(own) : digitOf(place);
    const input = tf.maximum(placed(digit, [place]), inked(ink));
    return { ...look(input), plain: chances(loaded("cnn"), input) };
  });
}

function look(input: tf.Tensor): Omit<Look, "plain"> {
  const net = loaded("st-cnn");
  const transformer = net.getLayer("transformer") as SpatialTransformer;
  const { theta } = transformer.localize(input);
  const seen = net.getLayer("pool").apply(transformer.apply(input) as tf.Tensor) as tf.Tensor;
  return {
    input: alone(input),
    seen: alone(seen),
    theta: [...theta.dataSync()],
    transformer: chances(net, input),
  };
}

export type TurnedParams = Pick<PlacedParams, "digit" | "hand">;

/** How sure each net is of the right answer while a digit is turned. */
export interface Turned {
  degrees: number[];
  plain: number[];
  transformer: number[];
}

function stnTurned({ digit, hand }: TurnedParams): Turned {
  return tidied(() => {
    const still = { digit, hand, scale: 1, x: 0, y: 0 };
    const images = placed(
      digitOf(still),
      TURNS.map((degrees) => ({ ...still, degrees })),
    );
    const sure = (net: LayersModel) => {
      const all = tf.softmax(net.apply(images) as tf.Tensor2D);
      return [...tf.slice(all, [0, digit], [TURNS.length, 1]).dataSync()];
    };
    return { degrees: TURNS, plain: sure(loaded("cnn")), transformer: sure(loaded("st-cnn")) };
  });
}

/** One digit, its right answer and what the CNN says. */
function stnPlain(place: PlacedParams): { input: Values; plain: number[] } {
  return tidied(() => {
    const input = placed(digitOf(place), [place]);
    return { input: alone(input), plain: chances(loaded("cnn"), input) };
  });
}

const digitOf = ({ digit, hand }: TurnedParams) => digits({ count: 1, first: digit + 10 * hand, seed: 5 }).images;

/** A digit of 28 × 28 pixels turned, scaled and moved on 42 × 42: each pixel is the mean of four, so that none is lost. */
function placed(digit: Float32Array, places: readonly Omit<PlacedParams, "digit" | "hand">[]): tf.Tensor4D {
  const thetas = places.map(({ degrees, scale, x, y }) => {
    const [[a, b], [c, d]] = turn(degrees, 1.5 / scale) as [number[], number[]]; // 42 / 28
    const [tx, ty] = [x / 21, y / 21];
    return [
      [a!, b!, -(a! * tx + b! * ty)],
      [c!, d!, -(c! * tx + d! * ty)],
    ];
  });
  const image = tf.tile(tf.tensor4d(digit, [1, 28, 28, 1]), [places.length, 1, 1, 1]);
  const large = spatialTransform(image, tf.tensor3d(thetas), [2 * LOOK_SIDE, 2 * LOOK_SIDE]);
  return tf.avgPool(large, 2, 2, "valid");
}

/** What was drawn, with soft edges. */
function inked(words: number[]): tf.Tensor4D {
  const bits = Array.from({ length: LOOK_SIDE * LOOK_SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / LOOK_SIDE), i % LOOK_SIDE];
    return (words[row * INK_WORDS + Math.floor(column / INK_BITS)]! >> (column % INK_BITS)) & 1;
  });
  const soft = [1, 2, 1].flatMap((a) => [1, 2, 1].map((b) => (a * b) / 12));
  const drawn = tf.tensor4d(bits, [1, LOOK_SIDE, LOOK_SIDE, 1]);
  return tf.minimum(1, tf.conv2d(drawn, tf.tensor4d(soft, [3, 3, 1, 1]), 1, "same"));
}

/** The matrix that shows an image turned by so much with the clock, and so much more of it. */
function turn(degrees: number, scale: number): number[][] {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [
    [c, s, 0],
    [-s, c, 0],
  ];
}

const chances = (net: LayersModel, image: tf.Tensor): number[] => [
  ...tf.softmax(net.apply(image) as tf.Tensor2D).dataSync(),
];

const nets = new Map<string, LayersModel>();
const loading = new Map<string, Promise<void>>();

function loaded(name: string): LayersModel {
  const net = nets.get(name);
  if (!net) throw new Error(`${name} is not loaded`);
  return net;
}

/** Makes the net that the file describes, once. */
function load(name: string): Promise<void> {
  const begun = loading.get(name) ?? fetchNet(name);
  loading.set(name, begun);
  return begun.catch((error: unknown) => {
    loading.delete(name); // it may go better next time
    throw error;
  });
}

async function fetchNet(name: string): Promise<void> {
  const { tensors, metadata } = loadSafetensors(await asset(`stn/${name}`));
  const net = distortedMnistClassifier(JSON.parse(metadata.config!) as ClassifierOptions);
  assignWeights(layerWeights(net), tensors);
  tf.dispose(tensors);
  nets.set(name, net);
}

// The digits of a training before its first step

const stnAtFirst = ({ seed }: { seed: number; learningRate: number; steps: number }): Watched => atFirst(seed);

const boats = new Map<number, number[]>();

function boat(side = PICTURE_SIDE): number[] {
  if (!boats.has(side)) boats.set(side, picture(side));
  return boats.get(side)!;
}

/** One image of a batch of one, without the axes of length 1. */
function alone(image: tf.Tensor): Values {
  const [, height, width, channels] = image.shape as [number, number, number, number];
  return { shape: channels === 1 ? [height, width] : [height, width, channels], data: image.dataSync() };
}

const values = (x: tf.Tensor): Values => take(x);
const tidied = <T>(make: () => T): T => tf.tidy(make as unknown as () => tf.TensorContainer) as unknown as T;

export const stn = {
  stnTransform: { run: stnTransform },
  stnPoint: { run: stnPoint },
  stnKernels: { run: stnKernels },
  stnOutside: { run: stnOutside },
  stnCorners: { run: stnCorners },
  stnPlain: { prepare: loadNets, run: stnPlain },
  stnTurned: { prepare: loadNets, run: stnTurned },
  stnLook: { prepare: loadNets, run: stnLook },
  stnAtFirst: { run: stnAtFirst },
};
