// A small DRAW that learns in the page to draw digits made by program: the model and the numbers of `attn demo --only draw`.
import { adam } from "@attn/core";
import { batches, binarization, digits } from "@attn/data";
import { Draw } from "@attn/draw";
import { cosineDecay, fit } from "@attn/train";
import * as tf from "@tensorflow/tfjs-core";
import type { Run } from "../training";
import { rounded, type Values } from "../values";
import { mapped, SIDE } from "./drawValues";
import { tidied } from "./tidied";

export interface DrawTrainingParams {
  seed: number;
  /** log₁₀ of the learning rate. */
  logRate: number;
  steps: number;
}

/** What the page draws meanwhile. */
export interface DrawShown {
  /** Digits made up, of the same z each time, `[n, 28, 28]`, and where each step wrote, `[T, n]`. */
  samples: Values;
  gX: number[];
  gY: number[];
  delta: number[];
  sigma2: number[];
  /** Of the last batch, in nats an image. */
  reconstruction: number;
  kl: number;
}

const SAMPLES = 6;
const model = {
  ...{ imageSize: [SIDE, SIDE, 1] as const, steps: 10, readSize: 5, writeSize: 5, latentSize: 10 },
  ...{ encoderUnits: 64, decoderUnits: 64 },
};

async function drawDigits({ seed, logRate, steps }: DrawTrainingParams, run: Run): Promise<void> {
  const draw = newDraw(seed);
  run.weights = () => draw.save();
  const rate = 10 ** logRate;
  const optimizer = adam({ learningRate: rate, clipNorm: 5, skipNonFinite: true });
  const fall = cosineDecay({ initial: rate, steps: Math.ceil(0.4 * steps) });
  const source = batches(digits({ count: 2000, seed: 0 }), { batchSize: 16, seed, distortion: binarization() });
  const tell = teller(run, draw);
  run.atRest = tell.rest;
  try {
    tell.now(true);
    await fit({
      ...{ weights: draw.weights, optimizer, steps, signal: run.signal },
      batch: async (step) => {
        await run.next();
        tell.begin();
        const { images, size } = source.batch(step);
        return tf.tensor4d(images, [size, SIDE, SIDE, 1]);
      },
      loss: (x, step) => {
        const { loss, reconstruction, kl } = draw.elbo(x, { seed: seed * 2 ** 32 + step });
        return { loss, reconstruction, kl: tf.sum(kl) as tf.Scalar };
      },
      learningRate: (step) => fall(Math.max(0, step - Math.floor(0.6 * steps))),
      observers: [{ onStep: ({ step, loss, metrics }) => tell.step(step + 1, loss, metrics) }],
    });
    if (!run.signal.aborted) tell.now(true, true);
  } finally {
    const last = draw.save();
    run.weights = run.signal.aborted ? undefined : () => last;
    draw.dispose();
    optimizer.dispose();
  }
}

/** Digits are light on a dark ground: a canvas that begins dark leaves the ink alone to be drawn. */
function newDraw(seed: number): Draw {
  const draw = new Draw({ ...model, seed });
  const canvas = draw.weights["initial.canvas"]!;
  tf.tidy(() => canvas.assign(tf.fill(canvas.shape, -3)));
  return draw;
}

/** Numbers go to the page at most fifteen times a second, pictures three times. */
function teller(run: Run, draw: Draw) {
  let losses: number[] = [];
  let parts = { reconstruction: Number.NaN, kl: Number.NaN };
  let [at, told, shown, begun, spent] = [0, 0, 0, 0, 0];

  function now(picture: boolean, done = false): void {
    const ms = losses.length > 0 ? spent / losses.length : 0;
    const drawn = picture && { shown: { ...samplesOf(draw), ...parts } };
    run.tell({ step: at, losses, ms, ...drawn, ...(done && { done }) });
    told = performance.now();
    if (picture) shown = told;
    losses = [];
    spent = 0;
  }
  return {
    now,
    rest: () => void (losses.length > 0 && now(true)),
    begin: () => void (begun = performance.now()),
    step(step: number, loss: number, metrics: Record<string, number>) {
      at = step;
      losses.push(loss);
      parts = { reconstruction: metrics.reconstruction!, kl: metrics.kl! };
      const time = performance.now();
      spent += time - begun;
      if (time - told > TELL_EVERY) now(time - shown > SHOW_EVERY);
    },
  };
}

/** Milliseconds. */
const [TELL_EVERY, SHOW_EVERY] = [67, 330];

function samplesOf(draw: Draw): Omit<DrawShown, "reconstruction" | "kl"> {
  return tidied(() => {
    const { images, writeWindows } = draw.generate(SAMPLES, { seed: 4 });
    const { gX, gY, delta, sigma2 } = mapped(writeWindows!, (x) => [...rounded(x.dataSync(), 3)]);
    return { samples: { shape: [SAMPLES, SIDE, SIDE], data: rounded(images.dataSync(), 3) }, gX, gY, delta, sigma2 };
  });
}

/** What a new model makes up. */
function drawUntrained({ seed }: DrawTrainingParams): DrawShown {
  const draw = newDraw(seed);
  const shown = { ...samplesOf(draw), reconstruction: Number.NaN, kl: Number.NaN };
  draw.dispose();
  return shown;
}

export const drawTrainings = { drawDigits };
export const drawBeginnings = { drawUntrained: { run: drawUntrained } };
