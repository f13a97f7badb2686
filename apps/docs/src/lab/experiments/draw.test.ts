import { fileURLToPath } from "node:url";
import { attentionWindow, ready } from "@attn/core";
import { seeded } from "@attn/core/random";
import { expectClose } from "@attn/core/testing";
import { digits } from "@attn/data";
import { Draw, imageCost } from "@attn/draw";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { drawFigures } from "../../chapters/draw/figures";
import { asset } from "../assets.node";
import { packInk, unpackInk } from "../ink";
import { Run, type Told } from "../training";
import { draw, type WindowParams } from "./draw";
import type { DrawShown, DrawTrainingParams } from "./drawTrainings";
import { drawTrainings } from "./drawTrainings";

vi.mock("../assets", () => import("../assets.node"));

const three = packInk(digits({ count: 1, seed: 7, first: 3 }).images);
const numbers = (x: ArrayLike<number>) => Array.from(x);
let model: Draw;

beforeAll(async () => {
  process.env.ATTN_ROOT = fileURLToPath(new URL("../../../../..", import.meta.url));
  await ready();
  model = Draw.load(await asset("draw/mnist-small"));
  await draw.drawStep.prepare();
});

it("packs ink into numbers that an address can hold, and back", () => {
  const { images } = digits({ count: 1, seed: 7, first: 8 });
  expect(unpackInk(packInk(images))).toEqual(Array.from(images, (x) => (x >= 0.5 ? 1 : 0)));
  expect(Math.max(...three)).toBeLessThan(1e6);
  expect(drawFigures.reconstruct.defaults.ink).toEqual(packInk(digits({ count: 1, seed: 3, first: 5 }).images));
});

describe("the window", () => {
  const params: WindowParams = { digit: 4, N: 3, gX: 0.2, gY: -0.3, logDelta: -0.9, logSigma2: 0.5, logGamma: 0.4 };

  it("lies where the equations say", () => {
    const { window, muX, muY } = draw.drawWindow.run(params);
    const [gX, gY, delta] = [14.5 * 1.2, 14.5 * 0.7, (27 / 2) * Math.exp(-0.9)];
    expectClose(tf.tensor1d([window.gX, window.gY, window.delta]), [gX, gY, delta]);
    expectClose(tf.tensor1d([window.sigma2, window.gamma]), [Math.exp(0.5), Math.exp(0.4)]);
    expectClose(tf.tensor1d(muX), [gX - delta, gX, gX + delta]);
    expectClose(tf.tensor1d(muY), [gY - delta, gY, gY + delta]);
    const zeros = { ...params, N: 5, gX: 0, gY: 0, logDelta: 0, logSigma2: 0, logGamma: 0 };
    expectClose(tf.tensor1d(draw.drawWindow.run(zeros).muX), [1, 7.75, 14.5, 21.25, 28]);
    const raw = tf.tensor2d([[params.gX, params.gY, params.logSigma2, params.logDelta, params.logGamma]]);
    expectClose(attentionWindow(raw, [28, 28], 3).delta, [window.delta]);
  });

  it("has filters, a patch and what comes back as by hand", () => {
    const { image, muX, muY, fX, fY, patch, written, window } = draw.drawWindow.run(params);
    const filter = (mu: number[]) =>
      mu.map((center) => {
        const row = Array.from({ length: 28 }, (_, a) => Math.exp(-((a + 1 - center) ** 2) / 2 / Math.exp(0.5)));
        const sum = row.reduce((a, b) => a + b, 0);
        return row.map((x) => x / sum);
      });
    const [FX, FY] = [tf.tensor2d(filter(muX)), tf.tensor2d(filter(muY))];
    expectClose(tf.tensor1d(numbers(fX.data)), [...FX.dataSync()]);
    expectClose(tf.tensor1d(numbers(fY.data)), [...FY.dataSync()]);
    const x = tf.tensor2d(numbers(image.data), [28, 28]);
    const read = tf.mul(window.gamma, tf.matMul(tf.matMul(FY, x), FX, false, true));
    expectClose(tf.tensor1d(numbers(patch.data)), [...read.dataSync()]);
    const back = tf.div(tf.matMul(tf.matMul(FY, read, true), FX), window.gamma);
    expectClose(tf.tensor1d(numbers(written.data)), [...back.dataSync()]);
  });

  it("gives back as much as it read, divided by γ", () => {
    const { sums, window } = draw.drawWindow.run(params);
    expect(sums.written).toBeCloseTo(sums.patch / window.gamma, 3);
  });
});

it("draws z as μ + σ ε, and charges what the paper does", () => {
  const { sigma, kl, epsilon, z, x, prior, density } = draw.drawLatent.run({ mu: -1.5, logSigma: -2, seed: 9 });
  expect(sigma).toBe(0.25);
  expect(epsilon[0]).toBe(seeded(9).normal());
  expectClose(
    tf.tensor1d(z),
    epsilon.map((e) => -1.5 + 0.25 * e),
  );
  expect(kl).toBeCloseTo(0.5 * (1.5 ** 2 + 0.25 ** 2 - Math.log(0.25 ** 2) - 1), 4);
  for (const curve of [prior, density]) expect(curve.reduce((a, b) => a + b, 0) * (x[1]! - x[0]!)).toBeCloseTo(1, 2);
  expect(draw.drawLatent.run({ mu: 0, logSigma: 0, seed: 1 }).kl).toBeCloseTo(0, 6);
});

it("has ten digits to choose from", () => {
  const { data } = draw.drawSamples.run({ seed: 5 });
  expectClose(tf.tensor1d(numbers(data)), numbers(digits({ count: 10, seed: 5 }).images), 6e-3);
});

describe("the trained model", () => {
  it.each([0, 1, 6, 9])("makes step %i as `reconstruct` does", (step) => {
    const got = draw.drawStep.run({ ink: three, seed: 5, step, noise: 1 });
    tf.tidy(() => {
      const x = tf.tensor4d(unpackInk(three), [1, 28, 28, 1]);
      const { canvases, kl, mu, logSigma, z, reads, readWindows, writeWindows } = model.reconstruct(x, { seed: 5 });
      const at = (all: tf.Tensor) => [...tf.slice(all, step, 1).dataSync()];
      expectClose(tf.tensor1d(numbers(got.after.data)), at(tf.sigmoid(canvases)), 1e-3);
      expectClose(tf.tensor1d(got.z), at(z), 1e-3);
      expectClose(tf.tensor1d(got.mu), at(mu), 1e-3);
      expectClose(tf.tensor1d(got.sigma), at(tf.exp(logSigma)), 1e-3);
      expectClose(tf.scalar(got.kl), at(kl), 1e-3);
      expectClose(tf.tensor1d([...numbers(got.readX.data), ...numbers(got.readMissing.data)]), at(reads), 1e-3);
      expectClose(tf.scalar(got.readWindow.gX), at(readWindows!.gX), 1e-3);
      expectClose(tf.scalar(got.writeWindow.delta), at(writeWindows!.delta), 1e-3);
      const before = numbers(got.before.data);
      expectClose(
        tf.tensor1d(numbers(got.missing.data)),
        unpackInk(three).map((pixel, i) => pixel - before[i]!),
        2e-3,
      );
    });
  });

  it("draws z on its mean where there is no noise", () => {
    const { z, mu } = draw.drawStep.run({ ink: three, seed: 5, step: 3, noise: 0 });
    expect(z).toEqual(mu);
  });

  it("draws a digit again, and says what it cost", () => {
    const got = draw.drawReconstruct.run({ ink: three, seed: 2, step: 0 });
    tf.tidy(() => {
      const x = tf.tensor4d(unpackInk(three), [1, 28, 28, 1]);
      const { canvases, kl, readWindows } = model.reconstruct(x, { seed: 2 });
      const { reconstruction } = model.elbo(x, { seed: 2 });
      expectClose(tf.tensor1d(numbers(got.images.data)), [...tf.sigmoid(canvases).dataSync()], 1e-3);
      expectClose(tf.tensor1d(got.kl), [...kl.dataSync()], 1e-3);
      expectClose(tf.scalar(got.cost.at(-1)!), [...reconstruction.dataSync()], 1e-3);
      const fifth = tf.reshape(tf.slice(canvases, 4, 1), [1, 28, 28, 1]);
      expectClose(tf.scalar(got.cost[4]!), [...imageCost("bernoulli", fifth, x).dataSync()], 1e-3);
      expectClose(tf.tensor1d(got.readWindows.gY), [...readWindows!.gY.dataSync()], 1e-3);
    });
  });

  it("makes up what `generate` makes up, as far as it is after a step", () => {
    for (const step of [3, 9]) {
      const got = draw.drawGenerate.run({ seed: 8, temperature: 0.7, count: 4, step });
      tf.tidy(() => {
        const { canvases, writeWindows } = model.generate(4, { seed: 8, temperature: 0.7 });
        expect(got.images.shape).toEqual([4, 28, 28]);
        expectClose(
          tf.tensor1d(numbers(got.images.data)),
          [...tf.sigmoid(tf.slice(canvases, step, 1)).dataSync()],
          1e-3,
        );
        expectClose(tf.tensor1d(got.windows.gX), [...tf.slice(writeWindows!.gX, step, 1).dataSync()], 1e-3);
      });
    }
  });

  it("is a GIF, longer for more steps", async () => {
    const params = { seed: 8, temperature: 1, count: 2, step: 1 };
    const short = await draw.drawGif.run(params);
    const long = await draw.drawGif.run({ ...params, step: 6 });
    expect(String.fromCharCode(...short.subarray(0, 6))).toBe("GIF89a");
    expect(long.length).toBeGreaterThan(short.length);
  });

  it("leaves no tensors", async () => {
    const before = tf.memory().numTensors;
    draw.drawWindow.run(drawFigures.grid.defaults);
    draw.drawLatent.run(drawFigures.latent.defaults);
    draw.drawStep.run(drawFigures.step.defaults);
    draw.drawReconstruct.run(drawFigures.reconstruct.defaults);
    draw.drawGenerate.run({ ...drawFigures.generate.defaults, seed: 77 });
    await draw.drawGif.run({ ...drawFigures.generate.defaults, seed: 78, step: 0 });
    draw.drawUntrained.run(drawFigures.train.defaults);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the training", () => {
  const params: DrawTrainingParams = { seed: 2, logRate: -2.5, steps: 12 };
  const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const lossesOf = (told: Told[]) => told.flatMap(({ losses }) => losses);

  it("learns, says what it does, and leaves nothing but the weights", async () => {
    const before = tf.memory().numTensors;
    const told: Told[] = [];
    const run = new Run((one) => told.push(one));
    await drawTrainings.drawDigits({ ...params, steps: 40 }, run);
    expect(tf.memory().numTensors).toBe(before);
    const losses = lossesOf(told);
    expect(losses.length).toBe(40);
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
    expect(told[0]).toMatchObject({ step: 0, losses: [] });
    expect(told.at(-1)).toMatchObject({ step: 40, done: true });
    const { samples, gX, kl } = told.at(-1)!.shown as DrawShown;
    expect(samples.shape).toEqual([6, 28, 28]);
    expect(gX.length).toBe(60);
    expect(kl).toBeGreaterThan(0);
    const saved = Draw.load(run.weights!());
    expect(saved.config).toMatchObject({ encoderUnits: 64, seed: 2 });
    tf.tidy(() => expectClose(saved.generate(6, { seed: 4 }).images, numbers(samples.data), 1e-3));
    saved.dispose();
  });

  it("begins as the untrained model, and is the same for the same seed", async () => {
    const runs: Told[][] = [];
    for (const seed of [2, 2, 3]) {
      const told: Told[] = [];
      await drawTrainings.drawDigits({ ...params, seed, steps: 3 }, new Run((one) => told.push(one)));
      runs.push(told);
    }
    expect(lossesOf(runs[0]!)).toEqual(lossesOf(runs[1]!));
    expect(lossesOf(runs[0]!)).not.toEqual(lossesOf(runs[2]!));
    const { samples } = draw.drawUntrained.run(params);
    expect((runs[0]![0]!.shown as DrawShown).samples).toEqual(samples);
  });

  it("waits, makes one step at a time, goes on, and stops", async () => {
    const before = tf.memory().numTensors;
    const told: Told[] = [];
    const run = new Run((one) => told.push(one));
    run.pause();
    const running = drawTrainings.drawDigits({ ...params, steps: 100_000 }, run);
    await soon(100);
    expect(lossesOf(told).length).toBe(0);
    for (let k = 1; k <= 3; k++) {
      run.step();
      await vi.waitFor(() => expect(lossesOf(told).length).toBe(k), 10_000);
    }
    expect(Draw.load(run.weights!()).config.seed).toBe(2);
    await soon(100);
    expect(lossesOf(told).length).toBe(3);
    run.resume();
    await vi.waitFor(() => expect(lossesOf(told).length).toBeGreaterThan(5), 10_000);
    run.stop();
    await running;
    expect(told.at(-1)!.done).toBeUndefined();
    const weights = Object.keys(model.weights).length; // of the one loaded above
    expect(tf.memory().numTensors).toBe(before + weights);
    expect(run.weights).toBeUndefined();
  });
});
