import { ready } from "@attn/core";
import { type NTM, type TaskName, type TaskOptions, tasks } from "@attn/ntm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { copyPicture } from "./picture";
import { recipes } from "./recipes";
import { makeModel, parameterCount } from "./train";

beforeAll(async () => void (await ready()));

it("has the paper's experiments, each with what learns it", () => {
  const kinds = ["feedforward", "lstm", "baseline"];
  const short = ["copy", "repeat-copy", "recall", "ngrams", "sort"];
  expect(Object.keys(recipes)).toEqual(short.flatMap((task) => kinds.map((kind) => `${task}-${kind}`)));
});

/** Ours have one parameter for each slot of each head that the paper may not have; its baseline does not say all. */
it.each(
  Object.entries({
    "copy-feedforward": 17_162,
    "copy-lstm": 67_561,
    "recall-lstm": 70_330,
    "ngrams-lstm": 61_749,
    "copy-baseline": 1_352_969,
    "ngrams-baseline": 331_905,
  }),
)("makes a model of about the paper's size for %s", (name, parameters) => {
  const { model, task } = recipes[name]!;
  const made = makeModel(model, task, 1);
  expect(Math.abs(parameterCount(made) / parameters - 1)).toBeLessThan(0.25);
  made.dispose();
});

it.each(Object.entries(recipes))("measures %s on what its model takes", (_, { task, measurements }) => {
  expect(measurements.length).toBeGreaterThan(0);
  for (const { options } of measurements)
    tf.dispose({ ...tasks[task]({ ...options, batchSize: 1 } as TaskOptions[TaskName]) });
});

it("draws what a machine does, and leaves no tensors", () => {
  const { model, task } = recipes["copy-lstm"]!;
  const ntm = makeModel(model, task, 1) as NTM;
  const before = tf.memory().numTensors;
  const short = copyPicture(ntm, { length: 30, seed: 1 });
  const long = copyPicture(ntm, { length: 80, seed: 1 });
  expect(tf.memory().numTensors).toBe(before);
  expect(long.width - short.width).toBe(2 * 2 * 50 * 16); // two panels, of twice 50 steps more, of 16 pixels each
  ntm.dispose();
});
