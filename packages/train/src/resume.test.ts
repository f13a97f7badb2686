// Runs that are interrupted, go on, or fail.
import { adam, loadSafetensors, rmsprop } from "@attn/core";
import { onEveryBackend } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { fit, memoryCheckpoint, NonFiniteError } from ".";
import { task } from "./fitTask";

const optimizers: [string, () => tf.Optimizer][] = [
  ["sgd", () => tf.train.sgd(0.1)],
  ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ["adam", () => tf.train.adam(0.1)],
  ["rmsprop", () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-4, true)],
  ["adagrad", () => tf.train.adagrad(0.1)],
  ["the fused adam", () => adam({ learningRate: 0.1 })],
  ["the fused rmsprop", () => rmsprop({ learningRate: 0.01, momentum: 0.9 })],
];

onEveryBackend("fit, interrupted", () => {
  it.each(optimizers)("ends with the same bits when it was interrupted, under %s", async (_, optimizer) => {
    const common = {
      evaluate: (steps: number) => ({ half: steps / 2, odd: Number.NaN }),
      evaluateEvery: 5,
      clipNorm: 0.5,
    };
    const whole = memoryCheckpoint();
    await fit(task({ ...common, optimizer: optimizer(), checkpoint: whole }));

    const parts = memoryCheckpoint();
    const stop = new AbortController();
    const first = await fit(
      task({
        ...common,
        optimizer: optimizer(),
        checkpoint: parts,
        signal: stop.signal,
        observers: [{ onStep: ({ step }) => step === 9 && stop.abort() }],
      }),
    );
    expect([first.step, first.aborted]).toEqual([10, true]);
    const { history } = await fit(task({ ...common, optimizer: optimizer(), checkpoint: parts }));
    expect(parts.bytes).toEqual(whole.bytes);
    expect(history.evaluations.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
    expect(history.loss).toHaveLength(20);
  });

  it.each(optimizers)(
    "goes on exactly although the weights are listed in another order, under %s",
    async (_, optimizer) => {
      const run = async (names: string[], steps: number, checkpoint = memoryCheckpoint()) => {
        const all: Record<string, tf.Variable> = {
          a: tf.variable(tf.ones([2])),
          b: tf.variable(tf.ones([3])),
          c: tf.variable(tf.ones([2])),
        };
        const weights = Object.fromEntries(names.map((name) => [name, all[name]!]));
        const loss = () => tf.addN(["a", "b", "c"].map((name, i) => tf.sum(tf.pow(all[name]!, i + 2)))) as tf.Scalar;
        await fit({ weights, optimizer: optimizer(), loss, steps, checkpoint });
        return { checkpoint, weights };
      };
      const { weights: wanted } = await run(["a", "b", "c"], 8);
      const { checkpoint } = await run(["a", "b", "c"], 4);
      const { weights } = await run(["c", "a", "b"], 8, checkpoint);
      for (const name of ["a", "b", "c"]) expect(weights[name]!.dataSync()).toEqual(wanted[name]!.dataSync());
    },
  );

  it("stops before a loss that is not finite, names its step, and keeps the last checkpoint", async () => {
    const checkpoint = memoryCheckpoint();
    const options = task({ checkpoint, saveEvery: 4 });
    const { loss } = options;
    options.loss = (batch, step) =>
      step === 6 ? tf.log(tf.mul(-1, tf.square(loss(batch, step) as tf.Scalar))) : loss(batch, step);
    const weights = async () => Array.from(await options.weights.kernel.data());
    let before: number[] = [];
    options.observers = [
      { onStep: ({ step }) => step === 5 && (before = Array.from(options.weights.kernel.dataSync())) },
    ];
    const error = await fit(options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(error).toMatchObject({ message: "fit: the loss must be finite, got NaN in step 6", step: 6, what: "loss" });
    expect(await weights()).toEqual(before);
    expect(loadSafetensors(checkpoint.bytes!).metadata.step).toBe("4");
  });

  it("does not replace a good checkpoint by weights that are not finite", async () => {
    const w = tf.variable(tf.scalar(1));
    const checkpoint = memoryCheckpoint();
    const loss = (_: undefined, step: number) => (step === 2 ? tf.sqrt(tf.sub(w, w)) : tf.square(w)) as tf.Scalar;
    const run = { weights: { w }, optimizer: tf.train.sgd(0.1), loss, steps: 3, checkpoint };
    await expect(fit({ ...run, saveEvery: 1, resume: false })).rejects.toThrow(
      "the weights must be finite, got NaN in step 2",
    );
    expect(loadSafetensors(checkpoint.bytes!).metadata.step).toBe("2");

    w.assign(tf.scalar(1));
    const clipped = fit({ ...run, resume: false, clipNorm: 1 }); // the norm shows it one step sooner
    await expect(clipped).rejects.toThrow("the gradient must be finite, got NaN in step 2");
  });

  it("leaks no tensors when it saves and resumes", async () => {
    const options = task({ optimizer: tf.train.sgd(0.1), checkpoint: memoryCheckpoint(), saveEvery: 5 });
    const before = tf.memory().numTensors;
    await fit({ ...options, steps: 10 });
    await fit({ ...options, steps: 20 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
