import { expectClose, expectFinite, expectGradient, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { imageCost, meanImage } from "./likelihood";

/** The density's integral over [0, 1], by Simpson's rule, and that of x times it. */
function integrals(c: number): [number, number] {
  const n = 400;
  const weights = Array.from({ length: n + 1 }, (_, i) => (i === 0 || i === n ? 1 : i % 2 ? 4 : 2) / (3 * n));
  const x = Array.from({ length: n + 1 }, (_, i) => i / n);
  const costs = imageCost(
    "continuous-bernoulli",
    tf.fill([n + 1, 1, 1, 1], c),
    tf.tensor4d(x, [n + 1, 1, 1, 1]),
  ).dataSync();
  const density = Array.from(costs, (cost) => Math.exp(-cost));
  const sum = (f: (i: number) => number) => weights.reduce((total, w, i) => total + w * f(i), 0);
  return [sum((i) => density[i]!), sum((i) => x[i]! * density[i]!)];
}

onEveryBackend("the likelihoods", () => {
  it("give what pixels cost, by hand", () => {
    const canvas = tf.tensor4d([0, Math.log(3), -Math.log(3), 200], [1, 2, 2, 1]);
    const x = tf.tensor4d([1, 1, 1, 0], [1, 2, 2, 1]);
    expectClose(imageCost("bernoulli", canvas, x), [Math.LN2 + Math.log(4 / 3) + Math.log(4) + 200]);
    expectClose(meanImage("bernoulli", canvas), tf.tensor4d([0.5, 0.75, 0.25, 1], [1, 2, 2, 1]));
  });

  it.each([-30, -3, -0.2, -0.05, 0, 0.01, 0.11, 1, 9])("are a density on [0, 1] with logit %f", (c) => {
    const [mass, mean] = integrals(c);
    expect(mass).toBeCloseTo(1, 3);
    expectClose(meanImage("continuous-bernoulli", tf.tensor1d([c])), [mean], 2e-4);
  });

  it.each(["bernoulli", "continuous-bernoulli"] as const)("have the right gradient: %s", (kind) => {
    const [canvas, x] = [random([2, 2, 2, 1], 1, 2), tf.sigmoid(random([2, 2, 2, 1], 2))];
    expectGradient(((c: Tensor, y: Tensor) => imageCost(kind, c, y)) as never, [canvas, x]);
    const gradient = tf.grad((c: Tensor) => imageCost(kind, c, tf.zerosLike(c)));
    const extremes = gradient(tf.tensor4d([0, 1e-8, -90, 300], [1, 2, 2, 1]));
    expectFinite(extremes);
    expectClose(
      tf.slice(extremes, [0, 0, 0, 0], [1, 1, 1, 1]),
      tf.fill([1, 1, 1, 1], kind === "bernoulli" ? 0.5 : 0.5),
    );
  });
});
