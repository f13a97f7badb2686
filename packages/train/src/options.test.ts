import { adam, ConfigError, ready } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type FitOptions, fit } from ".";
import { type Batch, task } from "./fitTask";

beforeAll(() => ready({ backend: "cpu" }));

describe("fit's options", () => {
  it.each<[Partial<FitOptions<Batch>>, string]>([
    [{ weights: {} }, "fit: weights must have at least one trainable variable, got none"],
    [{ epochs: 2 }, "fit: either steps, or epochs and stepsPerEpoch, must be given"],
    [{ steps: 1.5 }, "fit: steps must be a whole number from 0, got 1.5"],
    [{ evaluateEvery: 0 }, "fit: evaluateEvery must be a whole number from 1, got 0"],
    [{ saveEvery: -1 }, "fit: saveEvery must be a whole number from 1, got -1"],
    [{ clipNorm: 0 }, "fit: clipNorm must be positive, got 0"],
    [{ clipValue: Number.NaN }, "fit: clipValue must be positive, got NaN"],
  ])("%j are refused", async (extra, message) => {
    await expect(fit(task(extra))).rejects.toThrow(ConfigError);
    await expect(fit(task(extra))).rejects.toThrow(message);
  });

  it.each<[() => unknown, string]>([
    [() => undefined, "a scalar, or { loss, … } of scalars, got undefined"],
    [() => ({ root: tf.scalar(1) }), "a scalar, or { loss, … } of scalars, got undefined as loss"],
    [() => tf.zeros([1]), "a scalar, or { loss, … } of scalars, got a tensor [1] as loss"],
    [
      () => ({ loss: tf.scalar(1), root: tf.zeros([2]) }),
      "a scalar, or { loss, … } of scalars, got a tensor [2] as root",
    ],
  ])("and losses such as %s are refused", async (value, message) => {
    const loss = value as () => tf.Scalar;
    await expect(fit(task({ loss }))).rejects.toThrow(`fit: loss must return ${message}`);
    await expect(fit(task({ loss }))).rejects.toThrow(ConfigError);
  });

  it("and what evaluate and learningRate return must be numbers", async () => {
    const evaluate = () => ({ text: "good" }) as unknown as { text: number };
    await expect(fit(task({ evaluate }))).rejects.toThrow(
      'fit: evaluate must return an object of numbers and scalars, got "good" as text',
    );
    await expect(fit(task({ learningRate: () => Number.NaN }))).rejects.toThrow(
      "fit: learningRate must return a number from 0, got NaN",
    );
  });

  it("do not let two clip", async () => {
    const optimizer = adam({ learningRate: 1, clipNorm: 5 });
    await expect(fit(task({ optimizer, clipNorm: 1 }))).rejects.toThrow(
      "fit: clipNorm must be left out, for the optimizer clips already",
    );
  });

  it("count epochs", async () => {
    const epochs: (number | undefined)[] = [];
    const { steps: _, ...options } = task({ evaluate: () => ({ x: 1 }) });
    const observers = [{ onStep: ({ epoch }: { epoch?: number }) => void epochs.push(epoch) }];
    const { history } = await fit({ ...options, epochs: 2, stepsPerEpoch: 3, observers });
    expect(epochs).toEqual([0, 0, 0, 1, 1, 1]);
    expect(history.evaluations).toEqual([
      { step: 3, x: 1 },
      { step: 6, x: 1 },
    ]);
  });

  it("tell observers of the end, also of a bad one", async () => {
    let ended = 0;
    const observers = [{ onEnd: () => void ended++ }];
    await fit(task({ steps: 0, observers }));
    const batch = () => Promise.reject(new Error("no data"));
    await expect(fit(task({ batch, observers }))).rejects.toThrow("no data");
    expect(ended).toBe(2);
  });
});
