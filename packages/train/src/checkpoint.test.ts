import {
  AttnError,
  assignWeights,
  ConfigError,
  FormatError,
  loadSafetensors,
  ready,
  saveSafetensors,
} from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type FitOptions, fit, memoryCheckpoint } from ".";
import { type Batch, task } from "./fitTask";

beforeAll(() => ready({ backend: "cpu" }));

describe("a checkpoint", () => {
  const saved = async (extra: Partial<FitOptions<Batch>> = {}) => {
    const checkpoint = memoryCheckpoint();
    await fit(task({ steps: 3, checkpoint, ...extra }));
    return checkpoint;
  };

  it("of a finished run trains no further", async () => {
    const options = task({ steps: 3, checkpoint: await saved() });
    options.loss = () => {
      throw new Error("not to be called");
    };
    expect(await fit(options)).toMatchObject({ step: 3, aborted: false });
  });

  it("is overwritten without resume", async () => {
    const steps: number[] = [];
    const observers = [{ onStart: ({ step }: { step: number }) => void steps.push(step) }];
    await fit(task({ steps: 5, checkpoint: await saved(), observers }));
    await fit(task({ steps: 5, checkpoint: await saved(), observers, resume: false }));
    expect(steps).toEqual([3, 0]);
  });

  it("gives a model its weights", async () => {
    const { tensors } = loadSafetensors((await saved()).bytes!);
    const kernel = tf.variable(tf.zeros([2, 1]));
    assignWeights({ kernel }, { kernel: tensors["weights/kernel"]! });
    expect(kernel.dataSync()).toEqual(tensors["weights/kernel"]!.dataSync());
  });

  it("of another model is refused, with the differences by name", async () => {
    const checkpoint = await saved();
    const other = { kernel: tf.variable(tf.zeros([3, 1])), bias: tf.variable(tf.zeros([1])) };
    const wrong = fit(task({ checkpoint, weights: other }));
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow(
      "fit: memory is a checkpoint of another model: kernel must be float32 [3, 1], got float32 [2, 1]; bias must be float32 [1], got nothing",
    );
    await expect(fit(task({ checkpoint, optimizer: tf.train.sgd(1) }))).rejects.toThrow(
      "the optimizer must be SGD, got Adam",
    );
    expect(Array.from(other.kernel.dataSync())).toEqual([0, 0, 0]);
  });

  it.each<[string, (tensors: Record<string, tf.Tensor>, metadata: Record<string, string>) => void, string]>([
    ["without its format", (_, m) => void (m.format = "other"), "must be a checkpoint (attn-checkpoint-1)"],
    ["with an impossible step", (_, m) => void (m.step = "-1"), "must be a checkpoint (attn-checkpoint-1)"],
    ["with another number of losses", (_, m) => void (m.step = "4"), "must be a checkpoint (attn-checkpoint-1)"],
    ["with damaged evaluations", (_, m) => void (m.evaluations = "[1"), "it is damaged"],
    ["with evaluations of another form", (_, m) => void (m.evaluations = "[1]"), "it is damaged"],
    ["with damaged entries of an evaluation", (_, m) => void (m.evaluations = '[{"a":1}]'), "it is damaged"],
    ["with a damaged list of states", (_, m) => void (m.state = '["x",2]'), "it is damaged"],
    ["with states that are missing", (t) => void delete t["optimizer/of/m/kernel"], "it is damaged"],
  ])("%s is refused", async (_, damage, message) => {
    const checkpoint = await saved();
    const { tensors, metadata } = loadSafetensors(checkpoint.bytes!);
    damage(tensors, metadata);
    checkpoint.bytes = saveSafetensors(tensors, metadata);
    const resumed = fit(task({ checkpoint }));
    await expect(resumed).rejects.toThrow(FormatError);
    await expect(resumed).rejects.toThrow(message);
  });

  it.each<[string, (tensors: Record<string, tf.Tensor>) => string[], string]>([
    [
      "an optimizer state of a wrong shape",
      (t) => {
        t["optimizer/of/m/kernel"] = tf.zeros([5]);
        return ["all/iter", "of/m/kernel", "of/v/kernel", "own/accBeta1", "own/accBeta2"];
      },
      "the optimizer's of/m/kernel [5] belongs to no weight",
    ],
    [
      "no power of beta",
      (t) => {
        delete t["optimizer/own/accBeta1"];
        return ["all/iter", "of/m/kernel", "of/v/kernel", "own/accBeta2"];
      },
      "the optimizer's accBeta1 is missing",
    ],
    [
      "half a state",
      (t) => {
        delete t["optimizer/of/v/kernel"];
        t["optimizer/of/v/other"] = tf.zeros([2, 1]);
        return ["all/iter", "of/m/kernel", "of/v/other", "own/accBeta1", "own/accBeta2"];
      },
      "the optimizer's state is incomplete",
    ],
  ])("with %s is refused", async (_, damage, message) => {
    const checkpoint = await saved();
    const { tensors, metadata } = loadSafetensors(checkpoint.bytes!);
    checkpoint.bytes = saveSafetensors(tensors, { ...metadata, state: JSON.stringify(damage(tensors)) });
    await expect(fit(task({ checkpoint }))).rejects.toThrow(message);
  });

  it("without any state of the optimizer is refused", async () => {
    const checkpoint = await saved();
    const { tensors, metadata } = loadSafetensors(checkpoint.bytes!);
    const rest = Object.entries(tensors).filter(([name]) => !/optimizer.(all|of)/.test(name));
    const state = JSON.stringify(["own/accBeta1", "own/accBeta2"]);
    checkpoint.bytes = saveSafetensors(Object.fromEntries(rest), { ...metadata, state });
    const options = task({ checkpoint });
    await expect(fit(options)).rejects.toThrow("fit: memory must be a checkpoint, but it is damaged");
    expect(Array.from(options.weights.kernel.dataSync())).toEqual([0, 0]);
  });

  it("with any damage resumes or is refused, never more", async () => {
    const { bytes } = await saved({ evaluate: () => ({ x: 1 }) });
    const text = bytes!.subarray(0, bytes!.length - 60); // the rest are numbers
    const flips = fc.array(fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 })), {
      minLength: 1,
      maxLength: 3,
    });
    const property = fc.asyncProperty(flips, async (edits) => {
      const damaged = bytes!.slice();
      for (const [at, byte] of edits) damaged[at] = byte;
      const error = await fit(task({ steps: 3, checkpoint: memoryCheckpoint(damaged) })).catch((e: unknown) => e);
      if (error instanceof Error) expect(error).toBeInstanceOf(AttnError);
    });
    await fc.assert(property, { seed: 4, numRuns: 300 });
  });

  it("that is no safetensors file is refused", async () => {
    const { bytes } = await saved();
    const cut = fit(task({ checkpoint: memoryCheckpoint(bytes!.slice(0, -1)) }));
    await expect(cut).rejects.toThrow(FormatError);
    await expect(cut).rejects.toThrow("loadSafetensors: the file is truncated");
  });

  it("with one changed byte is refused, wherever it is, and nothing is touched", async () => {
    const checkpoint = memoryCheckpoint();
    await fit(task({ checkpoint }));
    const whole = checkpoint.bytes!;
    for (const at of [1, 20, 200, -1, -20, -100].map((n) => (n + whole.length) % whole.length)) {
      checkpoint.bytes = whole.with(at, whole[at]! ^ 1);
      const run = task({ checkpoint });
      const before = Object.values(run.weights).map((weight) => [...weight.dataSync()]);
      await expect(fit(run)).rejects.toThrow(FormatError);
      expect(Object.values(run.weights).map((weight) => [...weight.dataSync()])).toEqual(before);
    }
  });

  it("of other settings is refused with each of them by name", async () => {
    const checkpoint = memoryCheckpoint();
    await fit(task({ checkpoint, settings: { distortion: "R", seed: 1, rate: 0.1 } }));
    const other = fit(task({ checkpoint, settings: { distortion: "E", seed: 1 } }));
    await expect(other).rejects.toThrow(
      'fit: memory is a checkpoint of other settings: distortion must be "R", got "E"; rate must be 0.1, got undefined',
    );
    await fit(task({ checkpoint, settings: { rate: 0.1, seed: 1, distortion: "R" } }));
  });

  it("of more steps than are asked for is refused", async () => {
    const checkpoint = memoryCheckpoint();
    await fit(task({ checkpoint, steps: 4 }));
    await expect(fit(task({ checkpoint, steps: 3 }))).rejects.toThrow(
      "fit: steps must be at least the 4 of memory, got 3",
    );
  });
});
