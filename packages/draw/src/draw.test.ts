import { adam } from "@attn/core";
import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Draw } from "./draw";
import { klOfLatents } from "./index";
import { small } from "./models";

const images = (B: number, seed = 1) => tf.cast(tf.greater(random([B, 6, 5, 1], seed), 0), "float32");
const value = (x: Tensor) => x.dataSync()[0]!;

onEveryBackend("Draw", ({ backend, variant }) => {
  const onKernels = it.skipIf(backend !== "wasm" || variant === "none");

  it("has a bound of two parts, and the parts of each step", () => {
    const draw = new Draw(small);
    const { loss, reconstruction, kl } = draw.elbo(images(3), { seed: 5 });
    expect(kl.shape).toEqual([small.steps]);
    expectClose(loss, [value(reconstruction) + value(tf.sum(kl))]);
    const told = draw.reconstruct(images(3), { seed: 5 });
    expectClose(tf.mean(told.kl, 1), kl);
    expectClose(tf.sum(klOfLatents(told), 1), kl);
    draw.dispose();
  });

  it("counts the constant of KL once for each latent number", () => {
    const draw = new Draw({ ...small, latentSize: 7 });
    for (const [name, weight] of Object.entries(draw.weights))
      if (name.startsWith("latent")) weight.assign(tf.zerosLike(weight));
    expectClose(draw.elbo(images(2)).kl, tf.zeros([small.steps]), 1e-6); // μ = 0 and σ = 1 are the prior
    draw.weights["latent.bias"]!.assign(tf.concat([tf.fill([7], 2), tf.zeros([7])]));
    expectClose(draw.elbo(images(2)).kl, tf.fill([small.steps], 14));
    draw.dispose();
  });

  it("draws other noise at each step, and at each call", () => {
    const draw = new Draw(small);
    const x = images(2);
    const z = tf.sub(draw.reconstruct(x, { seed: 1 }).z, draw.reconstruct(x, { seed: 1 }).mu);
    const [first, second] = tf.unstack(z) as [Tensor, Tensor];
    expect(value(tf.max(tf.abs(tf.sub(first, second))))).toBeGreaterThan(0.1);
    const [a, b] = [0, 1].map(() => value(draw.elbo(x).loss));
    expect(a).not.toBe(b);
    expect(value(draw.elbo(x, { seed: 3 }).loss)).toBe(value(draw.elbo(x, { seed: 3 }).loss));
    const noise = random([small.steps, 2, small.latentSize], 4);
    expectClose(draw.elbo(x, { noise }).loss, draw.elbo(x, { noise }).loss, 1e-7);
    draw.dispose();
  });

  it("begins with an image of even chances, where it has written nothing", () => {
    const draw = new Draw(small);
    for (const name of ["patch.kernel", "patch.bias"]) draw.weights[name]!.assign(tf.zerosLike(draw.weights[name]!));
    const { images: drawn, canvases, writeWindows } = draw.generate(2, { seed: 1 });
    expectClose(drawn, tf.fill([2, 6, 5, 1], 0.5));
    expect(canvases.shape).toEqual([3, 2, 6, 5, 1]);
    expect(writeWindows!.gX.shape).toEqual([3, 2]);
    expectClose(draw.elbo(images(4)).reconstruction, [30 * Math.LN2]);
    draw.dispose();
  });

  it("generates the same for the same seed, less different ones at a low temperature", () => {
    const draw = new Draw(small);
    const last = (options: object) => draw.generate(6, options).canvases;
    expectClose(last({ seed: 4 }), last({ seed: 4 }), 1e-7);
    const spread = (options: object) => value(tf.mean(tf.moments(last(options), 1).variance));
    expect(spread({ seed: 4, temperature: 0.3 })).toBeLessThan(0.5 * spread({ seed: 4 }));
    expect(spread({ seed: 4, temperature: 0 })).toBeLessThan(1e-10);
    const z = random([3, 6, 3], 2);
    expectClose(last({ z, temperature: 2 }), last({ z: tf.mul(z, 2) }));
    draw.dispose();
  });

  it("has a tighter bound with more samples, and minus the bound with one", () => {
    const draw = new Draw({ ...small, latentSize: 2 });
    for (const weight of Object.values(draw.weights)) weight.assign(random(weight.shape, 3, 0.5));
    const x = images(8);
    const bound = (samples: number) => value(tf.mean(draw.logLikelihood(x, { samples, seed: 2 })));
    const elbos = Array.from({ length: 300 }, (_, seed) => -value(draw.elbo(x, { seed }).loss));
    const mean = elbos.reduce((a, b) => a + b, 0) / elbos.length;
    const ones = Array.from({ length: 300 }, (_, seed) => value(tf.mean(draw.logLikelihood(x, { samples: 1, seed }))));
    expect(Math.abs(ones.reduce((a, b) => a + b, 0) / ones.length - mean)).toBeLessThan(0.5);
    expect(bound(200)).toBeGreaterThan(mean);
    expect(bound(200)).toBeGreaterThanOrEqual(bound(5) - 0.5);
    draw.dispose();
  });

  it("draws what it is told the class of", () => {
    const draw = new Draw({ ...small, classes: 3 });
    const z = random([3, 2, 3], 2);
    const { images: drawn } = draw.generate(2, { z, labels: [0, 2] });
    const hot = tf.tensor2d([1, 0, 0, 0, 0, 1], [2, 3]);
    expectClose(draw.generate(2, { z, labels: hot }).images, drawn, 1e-7);
    expect(value(tf.max(tf.abs(tf.sub(draw.generate(2, { z, labels: [1, 1] }).images, drawn))))).toBeGreaterThan(1e-4);
    expect(value(draw.elbo(images(2), { labels: [0, 1], seed: 1 }).loss)).not.toBe(
      value(draw.elbo(images(2), { labels: [2, 1], seed: 1 }).loss),
    );
    draw.dispose();
  });

  it("has gradients where a window's γ is too small for a number", () => {
    const draw = new Draw(small);
    const bias = draw.weights["readWindow.bias"]!;
    bias.assign(
      tf.tensor(
        Float32Array.from(bias.dataSync(), (one, i) => (i === 4 ? -104 : one)),
        bias.shape,
      ),
    );
    const { grads } = tf.variableGrads(() => draw.elbo(images(2)).loss as tf.Scalar, Object.values(draw.weights));
    for (const gradient of Object.values(grads)) expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
    draw.dispose();
  });

  it("refuses more steps than anybody can wait for, as a hostile file may have", () => {
    expect(() => new Draw({ ...small, steps: 1e9 })).toThrow(
      "Draw: steps must be a whole number from 1 to 65536, got 1000000000",
    );
  });

  it.each(["bernoulli", "continuous-bernoulli"] as const)("learns a tiny task with %s pixels", (likelihood) => {
    const draw = new Draw({ ...small, likelihood, encoderUnits: 12, decoderUnits: 12 });
    const x = tf.concat([tf.ones([2, 6, 3, 1]), tf.zeros([2, 6, 2, 1])], 2);
    const optimizer = adam({ learningRate: 0.03, clipNorm: 5 });
    const losses = Array.from({ length: 40 }, (_, seed) =>
      tf.tidy(() => value(optimizer.minimize(() => draw.elbo(x, { seed }).loss, true, Object.values(draw.weights))!)),
    );
    expect(losses.at(-1)).toBeLessThan(losses[0]! - (likelihood === "bernoulli" ? 10 : 20));
    optimizer.dispose();
    draw.dispose();
  });

  onKernels("computes the same bound and gradient when it keeps less", () => {
    const draw = new Draw({ ...small, steps: 5 });
    const [x, weights] = [images(3), Object.values(draw.weights)];
    const gradients = (recompute: boolean | number) =>
      tf.variableGrads(() => draw.elbo(x, { seed: 1, recompute }).loss, weights);
    const kept = gradients(false);
    for (const recompute of [true, 2, 9]) {
      const again = gradients(recompute);
      expectClose(again.value, kept.value, 1e-6);
      for (const { name } of weights) expectClose(again.grads[name]!, kept.grads[name]!, 1e-6);
    }
    draw.dispose();
  });

  it("says what is wrong", () => {
    const draw = new Draw(small);
    const x = images(2);
    const fails = (f: () => unknown, message: string) => void expect(f).toThrow(message);
    fails(() => draw.elbo(tf.zeros([2, 5, 6, 1])), "elbo: x must be [B=2, 6, 5, 1], got [2, 5, 6, 1]");
    fails(() => draw.elbo(tf.zeros([0, 6, 5, 1])), "elbo: x must have B from 1, got [0, 6, 5, 1]");
    fails(() => draw.elbo(x, { noise: tf.zeros([2, 2, 3]) }), "elbo: noise must be [3, 2, 3], got [2, 2, 3]");
    fails(() => draw.elbo(x, { labels: [0, 1] }), "elbo: labels must be left out, since the model has no classes");
    fails(() => draw.elbo(x, { recompute: 0 }), "elbo: recompute must be true, false or a whole number from 1, got 0");
    fails(() => draw.generate(0), "generate: n must be a whole number from 1, got 0");
    fails(
      () => draw.generate(1, { temperature: -1 }),
      "generate: temperature must be a number from 0 to 1000000, got -1",
    );
    fails(() => draw.generate(1, { temperature: 1e300 }), "must be a number from 0 to 1000000, got 1e+300");
    fails(() => draw.generate(1, { z: tf.zeros([3, 1, 3]), seed: 0.5 }), "generate: seed must be");
    fails(() => draw.logLikelihood(x, { samples: 0 }), "logLikelihood: samples must be a whole number from 1, got 0");
    fails(() => new Draw({ ...small, imageSize: [6, 5] as never }), "Draw: imageSize must be [H, W, C]");
    fails(() => new Draw({ ...small, pixelOrigin: 2 as never }), "Draw: pixelOrigin must be 0 or 1, got 2");
    fails(
      () => new Draw({ ...small, imageSize: [1e6, 1e6, 3] }),
      "Draw: every weight must be below 4 GiB, got initial.canvas of [1000000, 1000000, 3]",
    );
    const told = new Draw({ ...small, classes: 3 });
    fails(() => told.elbo(x), "elbo: labels must be given, since the model has 3 classes");
    fails(() => told.elbo(x, { labels: [0, 3] }), "elbo: labels must be 2 whole numbers from 0, below 3, got [0,3]");
    tf.dispose([x]);
    draw.dispose();
    told.dispose();
  });

  it("leaves no tensors but its results", () => {
    const draw = new Draw(small);
    const x = images(2);
    const before = tf.memory().numTensors;
    tf.dispose({ ...draw.elbo(x) });
    const { readWindows, writeWindows, ...rest } = draw.reconstruct(x);
    tf.dispose([{ ...readWindows! }, { ...writeWindows! }, rest]);
    const { writeWindows: where, ...drawn } = draw.generate(2);
    tf.dispose([{ ...where! }, drawn]);
    draw.logLikelihood(x, { samples: 2 }).dispose();
    expect(tf.memory().numTensors).toBe(before);
    draw.dispose();
  });
});
