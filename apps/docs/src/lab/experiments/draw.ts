// What the figures of DRAW's chapter compute (Gregor et al. 2015). Images are 28 × 28, pixels counted from 1.
import { attentionWindow, filterbank, readPatch, writePatch } from "@attn/core";
import { seeded } from "@attn/core/random";
import { digits } from "@attn/data";
import { klOfLatents } from "@attn/draw";
import * as tf from "@tensorflow/tfjs-core";
import { rounded, type Values } from "../values";
import { drawModels } from "./drawModels";
import { numbersOf, SIDE, type WindowNumbers } from "./drawValues";
import { tidied } from "./tidied";

type Size = [number, number];

export interface WindowParams {
  /** Which digit lies under the window. */
  digit: number;
  /** N, Gaussians along an axis. */
  N: number;
  /** What a network says: g̃X, g̃Y, log δ̃, log σ², log γ. */
  gX: number;
  gY: number;
  logDelta: number;
  logSigma2: number;
  logGamma: number;
}

export interface WindowResult {
  image: Values;
  window: WindowNumbers;
  /** Where the Gaussians lie, in pixels. */
  muX: number[];
  muY: number[];
  fX: Values;
  fY: Values;
  patch: Values;
  /** The patch, written back through the same window. */
  written: Values;
  /** What image, patch and what was written have in all. */
  sums: { image: number; patch: number; written: number };
}

/** The window of five numbers, its filters, what is read through it and what comes back when that is written (eqs. 19 to 29). */
function drawWindow({ digit, N, ...raw }: WindowParams): WindowResult {
  const { images } = digits({ count: 1, seed: 3, first: digit });
  const size: Size = [SIDE, SIDE];
  return tidied(() => {
    const image = tf.tensor4d(images, [1, SIDE, SIDE, 1]);
    const said = tf.tensor2d([[raw.gX, raw.gY, raw.logSigma2, raw.logDelta, raw.logGamma]]);
    const window = attentionWindow(said, size, N);
    const { fX, fY } = filterbank(window, size, N);
    const patch = readPatch(image, window, N);
    const written = writePatch(patch, window, size);
    const numbers = numbersOf(window);
    const centers = (g: number) => Array.from({ length: N }, (_, k) => g + (k + 1 - N / 2 - 0.5) * numbers.delta); // eqs. 19, 20
    return {
      image: values(image, size),
      window: numbers,
      muX: centers(numbers.gX),
      muY: centers(numbers.gY),
      fX: values(fX, [N, SIDE]),
      fY: values(fY, [N, SIDE]),
      patch: values(patch, [N, N]),
      written: values(written, size),
      sums: { image: sum(image), patch: sum(patch), written: sum(written) },
    };
  });
}

export interface LatentParams {
  mu: number;
  /** log₂ σ */
  logSigma: number;
  seed: number;
}

export interface LatentResult {
  sigma: number;
  /** Of one number of z, in nats. */
  kl: number;
  epsilon: number[];
  z: number[];
  /** Where the densities are told, the prior's and z's. */
  x: number[];
  prior: number[];
  density: number[];
}

const DRAWN = 15;

/** One number of z: drawn as μ + σ ε, and what it costs (eqs. 1, 2, 6, 11). */
function drawLatent({ mu, logSigma, seed }: LatentParams): LatentResult {
  const random = seeded(seed);
  const epsilon = Array.from({ length: DRAWN }, () => random.normal());
  return tidied(() => {
    const sigma = 2 ** logSigma;
    const z = tf.add(mu, tf.mul(sigma, tf.tensor1d(epsilon)));
    const kl = klOfLatents({ mu: tf.tensor3d([mu], [1, 1, 1]), logSigma: tf.tensor3d([Math.log(sigma)], [1, 1, 1]) });
    const x = tf.linspace(-4, 4, 161);
    const normal = (m: number, s: number) =>
      tf.mul(1 / (s * Math.sqrt(2 * Math.PI)), tf.exp(tf.mul(-0.5, tf.square(tf.div(tf.sub(x, m), s)))));
    const list = (each: tf.Tensor) => [...each.dataSync()];
    return {
      ...{ sigma, kl: sum(kl), epsilon, z: list(z), x: list(x) },
      ...{ prior: list(normal(0, 1)), density: list(normal(mu, sigma)) },
    };
  });
}

export interface SamplesParams {
  seed: number;
}

/** Ten digits made by program, 0 to 9, `[10, 28, 28]`, to choose from. */
function drawSamples({ seed }: SamplesParams): Values {
  return { shape: [10, SIDE, SIDE], data: rounded(digits({ count: 10, seed }).images, 2) };
}

export const draw = {
  drawWindow: { run: drawWindow },
  drawLatent: { run: drawLatent },
  drawSamples: { run: drawSamples },
  ...drawModels,
};

const values = (x: tf.Tensor, shape: readonly number[]): Values => ({ shape, data: rounded(x.dataSync(), 5) });
const sum = (x: tf.Tensor): number => tf.sum(x).dataSync()[0]!;
