// The paper's experiments (Graves, Wayne & Danihelka 2014, tables 1 to 3), by name. Data alone: the help lists them before tfjs is loaded.
import type { ControllerOptions, TaskName, TaskOptions } from "@attn/ntm";

/** An NTM's controller and heads, or the paper's baseline: LSTMs without a memory. */
export type ModelRecipe =
  | { kind: "ntm"; controller: ControllerOptions; heads: number }
  | { kind: "lstm"; units: number; layers: 3 };

export interface Measurement<K extends TaskName = TaskName> {
  name: string;
  options: TaskOptions[K];
}

export interface Recipe {
  task: TaskName;
  model: ModelRecipe;
  learningRate: number;
  /** Of one sequence each. */
  steps: number;
  /** What the trained model is measured on; the first is what it was trained on. */
  measurements: readonly Measurement[];
}

const feedforward = (heads: number, units: number): ModelRecipe => ({
  ...{ kind: "ntm", heads },
  controller: { type: "feedforward", units },
});
const lstm = (heads: number, units: number, layers = 1): ModelRecipe => ({
  ...{ kind: "ntm", heads },
  controller: { type: "lstm", units, layers },
});
const baseline = (units: number): ModelRecipe => ({ kind: "lstm", units, layers: 3 });

/** The paper counts heads without saying of which kind: n are taken as n that read and n that write. */
const rows: [short: string, task: TaskName, steps: number, models: Record<string, [ModelRecipe, rate: number]>][] = [
  [
    ...(["copy", "copy", 50_000] as const),
    { feedforward: [feedforward(1, 100), 1e-4], lstm: [lstm(1, 100), 1e-4], baseline: [baseline(256), 3e-5] },
  ],
  [
    ...(["repeat-copy", "repeatCopy", 120_000] as const),
    { feedforward: [feedforward(1, 100), 1e-4], lstm: [lstm(1, 100), 1e-4], baseline: [baseline(512), 3e-5] },
  ],
  [
    ...(["recall", "associativeRecall", 50_000] as const),
    { feedforward: [feedforward(4, 256), 1e-4], lstm: [lstm(1, 100), 1e-4], baseline: [baseline(256), 1e-4] },
  ],
  [
    ...(["ngrams", "dynamicNGrams", 200_000] as const),
    { feedforward: [feedforward(1, 100), 3e-5], lstm: [lstm(1, 100), 3e-5], baseline: [baseline(128), 1e-4] },
  ],
  [
    ...(["sort", "prioritySort", 1_000_000] as const),
    { feedforward: [feedforward(8, 512), 3e-5], lstm: [lstm(5, 100, 2), 3e-5], baseline: [baseline(128), 3e-5] },
  ],
];

const vectors = (length: number): Measurement<"copy"> => ({
  name: `${length} vectors`,
  options: { minLength: length, maxLength: length },
});
const repeats = (length: number, times: number): Measurement<"repeatCopy"> => ({
  name: `${length} vectors, ${times} times`,
  options: { minLength: length, maxLength: length, minRepeats: times, maxRepeats: times },
});
const items = (count: number): Measurement<"associativeRecall"> => ({
  name: `${count} items`,
  options: { minItems: count, maxItems: count },
});

const measurements: { [K in TaskName]: readonly Measurement<K>[] } = {
  copy: [10, 20, 30, 50, 120].map(vectors),
  repeatCopy: [repeats(10, 10), repeats(20, 10), repeats(10, 20)],
  associativeRecall: [6, 10, 15, 20].map(items),
  dynamicNGrams: [{ name: "200 bits", options: {} }],
  prioritySort: [{ name: "20 vectors", options: {} }],
};

/** By name: the task, and what learns it. */
export const recipes: Readonly<Record<string, Recipe>> = Object.fromEntries(
  rows.flatMap(([short, task, steps, models]) =>
    Object.entries(models).map(([name, [model, learningRate]]): [string, Recipe] => [
      `${short}-${name}`,
      { task, model, learningRate, steps, measurements: measurements[task] },
    ]),
  ),
);
