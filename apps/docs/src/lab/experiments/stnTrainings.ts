import { adam, saveSafetensors } from "@attn/core";
import { batches, digits, distort, distortions, type ImageSet, select, toTensors } from "@attn/data";
import { type SpatialTransformer, spatialTransformer } from "@attn/stn";
import { fit, layerWeights, warmup } from "@attn/train";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, type LayersModel, layers, sequential } from "@tensorflow/tfjs-layers";
import type { Run } from "../training";
import type { Values } from "../values";
import { tidied } from "./tidied";

export interface StnTrainingParams {
  /** Of the initial weights, the digits, their distortions and their order. */
  seed: number;
  learningRate: number;
  steps: number;
}

/** The digits that are watched: as they came, and as the transformer gives them on. */
export interface Watched {
  /** `[8, 28, 28]` */
  inputs: Values;
  /** `[8, 20, 20]` */
  seen: Values;
  /** Theta of each, `[8, 6]`. */
  thetas: Values;
  labels: number[];
  guesses: number[];
  /** Percent of the test digits that the net gets wrong. */
  error: number;
}

const SIDE = 28;
const SEEN = 20;
const DIGIT = 20;
const BATCH = 32;
const TEST = 200;
const WATCHED = 8;
const TELL_EVERY = 70; // milliseconds
const WATCH_EVERY = 1000;

/** RTS for smaller images: digits of 20 pixels, turned by up to 45°, scaled by 0.7 to 1.2, at a random place of 28 × 28. */
const distortion = distortions.RTS({ size: [SIDE, SIDE] });

/**
 * A transformer before a classifier so small that it reads turned digits badly: the loss falls when the transformer turns
 * them. A larger one learns the turned digits by heart, and its transformer only moves and scales.
 */
function netOf(seed: number): LayersModel {
  let stream = 0;
  const relu = () =>
    ({ activation: "relu", kernelInitializer: initializers.heUniform({ seed: seed * 1000 + stream++ }) }) as const;
  const localization = [
    layers.averagePooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 20, kernelSize: 5, ...relu() }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 20, kernelSize: 3, ...relu() }),
    layers.flatten(),
    layers.dense({ units: 32, ...relu() }),
  ];
  const inputShape = [SIDE, SIDE, 1];
  return sequential({
    layers: [
      spatialTransformer({ localization, inputShape, outputSize: [SEEN, SEEN], name: "transformer" }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 24, ...relu() }),
      layers.dense({ units: 10, kernelInitializer: initializers.glorotUniform({ seed: seed * 1000 + stream++ }) }),
    ],
  });
}

/** A small net with a transformer learns digits made by program, and nothing but their names. */
async function stnDigits({ seed, learningRate, steps }: StnTrainingParams, run: Run): Promise<void> {
  const { net, test } = fresh(seed);
  const source = batches(digits({ count: 4000, seed, size: DIGIT }), { batchSize: BATCH, distortion, seed });
  const transformer = net.getLayer("transformer") as SpatialTransformer;
  const optimizer = adam({ learningRate, clipNorm: 1 });
  const weights = layerWeights(net);
  const bytes = () => saveSafetensors(weights, { model: "attn docs st-cnn 1" });
  const teller = tellerOf(run, () => watch(net, test));
  run.weights = bytes;
  run.atRest = teller.rest;
  try {
    teller.show();
    const { step } = await fit({
      weights,
      optimizer,
      steps,
      signal: run.signal,
      learningRate: warmup(learningRate, 50), // else a transformer may run away at first
      batch: async (step) => {
        await run.next();
        teller.begin();
        return toTensors(source.batch(step));
      },
      loss: ({ x, y }) => {
        const loss = tf.losses.softmaxCrossEntropy(y, net.apply(x, { training: true }) as tf.Tensor2D) as tf.Scalar;
        return { loss: tf.add(loss, lean(transformer, x)) as tf.Scalar, crossEntropy: loss };
      },
      observers: [{ onStep: ({ step, metrics }) => teller.step(step + 1, metrics.crossEntropy!) }],
    });
    teller.end(step);
    const last = bytes();
    run.weights = () => last;
  } finally {
    if (run.signal.aborted) run.weights = undefined;
    optimizer.dispose();
    net.dispose();
  }
}

function fresh(seed: number): { net: LayersModel; test: ImageSet } {
  const net = netOf(seed);
  return { net, test: distort(digits({ count: TEST, seed: seed + 1, size: DIGIT }), distortion, seed) };
}

/** How the net does before the first step. */
export function atFirst(seed: number): Watched {
  const { net, test } = fresh(seed);
  const watched = watch(net, test);
  net.dispose();
  return watched;
}

/** Tells what happened at most so often: losses often, pictures seldom, for they cost time. */
function tellerOf(run: Run, look: () => Watched) {
  let losses: number[] = [];
  let [told, looked, began] = [performance.now(), performance.now(), performance.now()];
  let done = 0;
  const tell = (shown: boolean, end = false) => {
    const now = performance.now();
    run.tell({
      step: done,
      losses,
      ms: losses.length > 0 ? (now - began) / losses.length : 0,
      ...(shown && { shown: look() }),
      ...(end && { done: true }),
    });
    losses = [];
    told = began = performance.now();
    if (shown) looked = told;
  };
  return {
    show: () => tell(true),
    rest: () => void (losses.length > 0 && tell(true)),
    /** A step begins, perhaps after a rest. */
    begin: () => {
      if (losses.length === 0) began = performance.now();
    },
    step(step: number, loss: number): void {
      done = step;
      losses.push(loss);
      const now = performance.now();
      if (now - told > TELL_EVERY) tell(now - looked > WATCH_EVERY);
    },
    end: (step: number) => {
      done = step;
      if (!run.signal.aborted) tell(true, true);
    },
  };
}

/**
 * The penalty for turning or shifting all digits of a batch alike: a classifier is as content with digits that all lean
 * by the same angle, and this keeps "straightened" upright. 0.3 is small beside the cross-entropy.
 */
function lean(transformer: SpatialTransformer, x: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const mean = tf.mean(transformer.localize(x).theta, 0);
    const free = tf.mul(mean, tf.tensor2d([0, 1, 1, 1, 0, 1], [2, 3])); // all but the scales
    return tf.mul(0.3, tf.sum(tf.square(free))) as tf.Scalar;
  });
}

function watch(net: LayersModel, test: ImageSet): Watched {
  return tidied(() => {
    const { x, y } = toTensors(test);
    const guess = tf.argMax(net.apply(x) as tf.Tensor2D, 1);
    const wrong = tf.sum(tf.cast(tf.notEqual(guess, tf.argMax(y, 1)), "int32")).dataSync()[0]!;
    const some = select(test, [...Array(WATCHED).keys()]);
    const shown = toTensors(some).x;
    const transformer = net.getLayer("transformer") as SpatialTransformer;
    const seen = transformer.apply(shown) as tf.Tensor;
    const { theta } = transformer.localize(shown);
    return {
      inputs: { shape: [WATCHED, SIDE, SIDE], data: some.images },
      seen: { shape: [WATCHED, SEEN, SEEN], data: seen.dataSync() },
      thetas: { shape: [WATCHED, 6], data: theta.dataSync() },
      labels: [...some.labels],
      guesses: [...guess.dataSync().slice(0, WATCHED)],
      error: (100 * wrong) / test.size,
    };
  });
}

export const stnTrainings = { stnDigits };
