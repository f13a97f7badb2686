// Two trained nets and digits put before them.
import { assignWeights, loadSafetensors, spatialTransform } from "@attn/core";
import { digits } from "@attn/data";
import { type ClassifierOptions, distortedMnistClassifier, type SpatialTransformer } from "@attn/stn";
import { layerWeights } from "@attn/train";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { asset } from "../assets";
import { unpackInk } from "../ink";
import type { Values } from "../values";
import { alone, turn } from "./stnHelpers";
import { LOOK_SIDE, TURNS } from "./stnSizes";
import { tidied } from "./tidied";

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
  /** What the reader has drawn over it, as `packInk` has it. */
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
function inked(ink: number[]): tf.Tensor4D {
  const soft = [1, 2, 1].flatMap((a) => [1, 2, 1].map((b) => (a * b) / 12));
  const drawn = tf.tensor4d(unpackInk(ink), [1, LOOK_SIDE, LOOK_SIDE, 1]);
  return tf.minimum(1, tf.conv2d(drawn, tf.tensor4d(soft, [3, 3, 1, 1]), 1, "same"));
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

export const stnNets = {
  stnPlain: { prepare: loadNets, run: stnPlain },
  stnTurned: { prepare: loadNets, run: stnTurned },
  stnLook: { prepare: loadNets, run: stnLook },
};
