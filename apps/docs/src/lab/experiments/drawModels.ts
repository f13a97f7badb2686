// What the chapter's figures ask of the trained model: a step of it, a digit drawn again, digits made up.
import { seeded } from "@attn/core/random";
import { Draw, type DrawState, drawStep, imageCost, runDraw } from "@attn/draw";
import * as tf from "@tensorflow/tfjs-core";
import { asset } from "../assets";
import { unpackInk } from "../ink";
import { rounded, type Values } from "../values";
import { drawBeginnings } from "./drawTrainings";
import { mapped, numbersOf, SIDE, type WindowNumbers } from "./drawValues";
import { tidied } from "./tidied";

let loading: Promise<Draw> | undefined;
let model: Draw;

/** Loads the weights at the first call; after a failure, the next one tries again. */
async function prepare(): Promise<void> {
  loading ??= asset("draw/mnist-small").then((bytes) => Draw.load(bytes));
  try {
    model = await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

export interface StepParams {
  /** 0 or 1 in each pixel, as `packInk` has them. */
  ink: number[];
  seed: number;
  /** From 0. */
  step: number;
  /** What ε is multiplied with at this step. */
  noise: number;
}

export interface StepResult {
  steps: number;
  x: Values;
  /** σ(c) before the step, and after it. */
  before: Values;
  after: Values;
  /** x̂ */
  missing: Values;
  /** What is read of x and of x̂. */
  readX: Values;
  readMissing: Values;
  hEncoder: Values;
  mu: number[];
  sigma: number[];
  z: number[];
  hDecoder: Values;
  /** What is added to c. */
  written: Values;
  kl: number;
  readWindow: WindowNumbers;
  writeWindow: WindowNumbers;
}

/** One step, all of it (eqs. 3 to 8). */
function drawOneStep({ ink, seed, step, noise }: StepParams): StepResult {
  const { config, weights } = model;
  const t = Math.min(config.steps - 1, Math.max(0, Math.round(step)));
  return tidied(() => {
    const x = imageOf(ink);
    const epsilons = noiseOf(seed, config.steps, config.latentSize);
    const first = firstState(model);
    const prev = t > 0 ? runDraw(config, weights, { x, noise: tf.slice(epsilons, 0, t), state: first }).state : first;
    const epsilon = tf.mul(tf.squeeze(tf.slice(epsilons, t, 1), [0]), noise);
    const made = drawStep(config, weights, x, epsilon, prev);
    const before = tf.sigmoid(prev.canvas);
    const [readX, readMissing] = tf.split(made.read, 2, 1) as [tf.Tensor, tf.Tensor];
    const N = config.readSize;
    const image = (of: tf.Tensor) => values(of, [SIDE, SIDE]);
    const list = (of: tf.Tensor) => [...rounded(of.dataSync(), 4)];
    return {
      steps: config.steps,
      ...{ x: image(x), before: image(before), missing: image(tf.sub(x, before)) },
      ...{ readX: values(readX, [N, N]), readMissing: values(readMissing, [N, N]) },
      hEncoder: hOf(made.state.encoder),
      ...{ mu: list(made.mu), sigma: list(tf.exp(made.logSigma)), z: list(made.z) },
      hDecoder: hOf(made.state.decoder),
      written: image(tf.sub(made.state.canvas, prev.canvas)),
      after: image(tf.sigmoid(made.state.canvas)),
      kl: made.kl.dataSync()[0]!,
      ...{ readWindow: numbersOf(made.readWindow!), writeWindow: numbersOf(made.writeWindow!) },
    };
  });
}

export interface ReconstructParams {
  ink: number[];
  seed: number;
  /** Shown; nothing depends on it. */
  step: number;
}

/** Of each step, lists. */
export type WindowLists = Record<keyof WindowNumbers, number[]>;

export interface ReconstructResult {
  x: Values;
  /** σ(c) after each step, `[T, 28, 28]`. */
  images: Values;
  /** Nats of each step's z. */
  kl: number[];
  /** Nats that the image would cost if the canvas stayed as it is after each step. */
  cost: number[];
  readWindows: WindowLists;
  writeWindows: WindowLists;
}

/** A digit as the model draws it after it has seen it (eqs. 3 to 12). */
function drawReconstruct({ ink, seed }: ReconstructParams): ReconstructResult {
  return tidied(() => {
    const { steps: T, likelihood } = model.config;
    const x = imageOf(ink);
    const { canvases, kl, readWindows, writeWindows } = model.reconstruct(x, { seed });
    const flat = tf.reshape(canvases, [T, SIDE, SIDE, 1]);
    const cost = imageCost(likelihood, flat, tf.tile(x, [T, 1, 1, 1]));
    return {
      x: values(x, [SIDE, SIDE]),
      images: { shape: [T, SIDE, SIDE], data: rounded(tf.sigmoid(flat).dataSync(), 3) },
      kl: [...rounded(kl.dataSync(), 4)],
      cost: [...rounded(cost.dataSync(), 3)],
      readWindows: listsOf(readWindows!),
      writeWindows: listsOf(writeWindows!),
    };
  });
}

export interface GenerateParams {
  seed: number;
  temperature: number;
  count: number;
  /** After which step to stop, from 0. */
  step: number;
}

export interface GenerateResult {
  steps: number;
  /** After the step, `[count, 28, 28]`. */
  images: Values;
  /** Where the step wrote. */
  windows: WindowLists;
}

/** New digits, as far as they are after a step: z from the prior, the decoder alone (§2.3). */
function drawGenerate(params: GenerateParams): GenerateResult {
  const { images, windows } = generated(params);
  const { steps } = model.config;
  const t = Math.min(steps - 1, Math.max(0, Math.round(params.step)));
  const { count } = params;
  const part = <L extends ArrayLike<number>>(list: L, each: number) =>
    Array.prototype.slice.call(list, t * each, (t + 1) * each) as number[];
  return {
    steps,
    images: { shape: [count, SIDE, SIDE], data: images.slice(t * count * SIDE ** 2, (t + 1) * count * SIDE ** 2) },
    windows: mapped(windows, (list) => part(list, count)),
  };
}

interface AllSteps {
  /** `[T, n, 28, 28]` */
  images: Float32Array;
  /** Each `[T, n]`. */
  windows: WindowLists;
}

let last: { key: string; drawn: AllSteps } | undefined;

/** All steps; scrubbing through them draws nothing anew. */
function generated({ seed, temperature, count }: GenerateParams): AllSteps {
  const key = JSON.stringify([tf.getBackend(), seed, temperature, count]);
  if (last?.key === key) return last.drawn;
  const drawn = tidied(() => {
    const { canvases, writeWindows } = model.generate(count, { seed, temperature });
    return { images: rounded(tf.sigmoid(canvases).dataSync(), 3), windows: listsOf(writeWindows!) };
  });
  last = { key, drawn };
  return drawn;
}

const WRITES = [255, 176, 0] as const;

/** The same digits coming to be, up to a step, as the bytes of a GIF. */
async function drawGif(params: GenerateParams): Promise<Uint8Array> {
  const { images, windows } = generated(params);
  const { contactSheet, encodeGif, windowOutlines } = await import("@attn/viz");
  const { count: n, step } = params;
  const pixels = n * SIDE ** 2;
  const frame = (t: number, boxes: boolean) => {
    const some = mapped(windows, (list) => list.slice(t * n, (t + 1) * n));
    const outlines = windowOutlines(some, { size: [SIDE, SIDE], N: model.config.writeSize, color: [...WRITES] });
    const data = images.slice(t * pixels, (t + 1) * pixels);
    return contactSheet({
      strips: [{ images: { data, shape: [n, SIDE, SIDE, 1] }, ...(boxes && { outlines }) }],
      columns: n % 6 === 0 ? 6 : Math.ceil(Math.sqrt(n)),
      tileSize: 84,
    });
  };
  const steps = Array.from({ length: step + 1 }, (_, t) => frame(t, true));
  return encodeGif([...steps, frame(step, false)], { delay: 250 });
}

export const drawModels = {
  drawStep: { prepare, run: drawOneStep },
  drawReconstruct: { prepare, run: drawReconstruct },
  drawGenerate: { prepare, run: drawGenerate },
  drawGif: { prepare, run: drawGif },
  ...drawBeginnings,
};

const imageOf = (ink: number[]) => tf.tensor4d(unpackInk(ink), [1, SIDE, SIDE, 1]);
const values = (x: tf.Tensor, shape: readonly number[]): Values => ({ shape, data: rounded(x.dataSync(), 3) });

/** The numbers that `draw.reconstruct(x, { seed })` takes for one image. */
function noiseOf(seed: number, T: number, Z: number): tf.Tensor {
  const random = seeded(seed);
  return tf.tensor3d(
    Array.from({ length: T * Z }, () => random.normal()),
    [T, 1, Z],
  );
}

function firstState({ weights }: Draw): DrawState {
  const one = (name: string) => tf.expandDims(weights[`initial.${name}`]!, 0);
  return { canvas: one("canvas"), encoder: one("encoder"), decoder: one("decoder") };
}

/** The h of an LSTM's state as a square. */
function hOf(state: tf.Tensor): Values {
  const units = state.shape[2]!;
  const side = Math.sqrt(units);
  return values(tf.slice(state, [0, 0], [1, 1]), [side, side]);
}

const listsOf = (windows: Record<keyof WindowNumbers, tf.Tensor>): WindowLists =>
  mapped(windows, (x) => [...rounded(x.dataSync(), 4)]);
