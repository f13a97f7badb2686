import "@tensorflow/tfjs-backend-cpu";
import { ConfigError, ready } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type TaskBatch, type TaskName, type TaskOptions, taskSizes, tasks } from "./index";
import { numbers } from "./taskTests";

const names = Object.keys(tasks) as TaskName[];
const draw = (name: TaskName, options: object = {}): TaskBatch => tasks[name](options);

/** Options that each task must refuse, and what it says. */
const wrong: [TaskName, object, string][] = [
  ["copy", { bits: 0 }, "bits must be a whole number from 1, got 0"],
  ["copy", { minLength: 1.5 }, "minLength must be a whole number from 1, got 1.5"],
  ["copy", { minLength: 21 }, "maxLength must be a whole number from 21, got 20"],
  ["repeatCopy", { minRepeats: 0 }, "minRepeats must be a whole number from 1, got 0"],
  ["repeatCopy", { minRepeats: 3, maxRepeats: 2 }, "maxRepeats must be a whole number from 3, got 2"],
  ["repeatCopy", { minLength: 3, maxLength: 2 }, "maxLength must be a whole number from 3, got 2"],
  ["associativeRecall", { minItems: 1 }, "minItems must be a whole number from 2, got 1"],
  ["associativeRecall", { maxItems: 1 }, "maxItems must be a whole number from 2, got 1"],
  ["associativeRecall", { itemLength: 0 }, "itemLength must be a whole number from 1, got 0"],
  ["dynamicNGrams", { order: 1 }, "order must be a whole number from 2 to 16, got 1"],
  ["dynamicNGrams", { order: 17 }, "order must be a whole number from 2 to 16, got 17"],
  ["dynamicNGrams", { length: 5 }, "length must be a whole number from 6, got 5"],
  ["prioritySort", { length: 0 }, "length must be a whole number from 1, got 0"],
  ["prioritySort", { highest: 21 }, "highest must be at most length, 20, got 21"],
  ["prioritySort", { highest: 0 }, "highest must be a whole number from 1, got 0"],
];

describe.each(names)("%s", (name) => {
  beforeAll(() => ready({ backend: "cpu" }));

  it("gives float32 tensors of the sizes that taskSizes tells", () => {
    for (let step = 0; step < 20; step++) {
      const { inputs, targets, mask } = draw(name, { batchSize: 3, step });
      const { inputSize, outputSize } = taskSizes(name);
      const T = mask.shape[1];
      expect([inputs.shape, targets.shape, mask.shape]).toEqual([
        [3, T, inputSize],
        [3, T, outputSize],
        [3, T],
      ]);
      expect([inputs.dtype, targets.dtype, mask.dtype]).toEqual(["float32", "float32", "float32"]);
      tf.dispose([inputs, targets, mask]);
    }
  });

  it("depends on the seed and the step alone, and gives a batch's sequences whatever their number", () => {
    const [one, again] = [
      draw(name, { batchSize: 3, seed: 5, step: 7 }),
      draw(name, { batchSize: 3, seed: 5, step: 7 }),
    ];
    expect(numbers(again)).toEqual(numbers(one));
    const alone = numbers(draw(name, { seed: 5, step: 7 }));
    for (const [i, values] of numbers(one).entries()) expect(values.slice(0, values.length / 3)).toEqual(alone[i]);
    const others = [
      draw(name, { seed: 6, step: 7 }),
      draw(name, { seed: 5, step: 8 }),
      draw(name, { seed: -5, step: 7 }),
    ];
    for (const other of others) expect(numbers(other)).not.toEqual(alone);
  });

  it("gives sequences that differ", () => {
    const { inputs } = draw(name, { batchSize: 8, step: 3 });
    const all = (inputs.arraySync() as number[][][]).map((sequence) => JSON.stringify(sequence));
    expect(new Set(all).size).toBeGreaterThan(4); // short ones may be equal by chance
  });

  it("scores the last steps, where nothing is to be seen but the sequence that is predicted", () => {
    const { inputs, mask } = draw(name, { batchSize: 2, step: 1 });
    const scored = mask.arraySync() as number[][];
    for (const row of scored) expect(row).toEqual([...row].sort());
    expect(scored[1]).toEqual(scored[0]);
    const seen = tf.sum(tf.mul(tf.abs(inputs), tf.expandDims(mask, 2))).dataSync()[0];
    if (name !== "dynamicNGrams") expect(seen).toBe(0);
  });

  it("leaves no tensors but the three", () => {
    const before = tf.memory().numTensors;
    tf.dispose(draw(name) as never);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[object, string]>([
    [{ batchSize: 0 }, "batchSize must be a whole number from 1, got 0"],
    [{ seed: 0.5 }, "seed must be a whole number, got 0.5"],
    [{ step: -1 }, "step must be a whole number from 0, got -1"],
    ...wrong.filter(([task]) => task === name).map(([, options, message]) => [options, message] as [object, string]),
  ])("refuses %j", (options, message) => {
    expect(() => draw(name, options)).toThrow(new ConfigError(`${name}: ${message}`));
    expect(() => taskSizes(name, options)).toThrow(new ConfigError(`taskSizes: ${message}`));
  });

  it("refuses options that do not exist", () => {
    expect(() => draw(name, { length_: 1 })).toThrow(
      /: options must be an object of .*batchSize, seed, step, got one with/,
    );
    expect(() => draw(name, null as never)).toThrow(ConfigError);
  });
});

describe("taskSizes", () => {
  it.each([
    ["copy", { bits: 3 }, [5, 3]],
    ["repeatCopy", { bits: 3 }, [5, 4]],
    ["associativeRecall", { bits: 3, maxItems: 20 }, [5, 3]],
    ["dynamicNGrams", { order: 3 }, [1, 1]],
    ["prioritySort", { bits: 3, batchSize: 4 }, [6, 3]],
  ] as [TaskName, TaskOptions[TaskName], number[]][])("of %s with %j", (name, options, sizes) => {
    expect(Object.values(taskSizes(name, options))).toEqual(sizes);
  });

  it("refuses a task that does not exist", () => {
    expect(() => taskSizes("sort" as never)).toThrow(/^taskSizes: task must be "copy" or .*, got "sort"$/);
  });
});
