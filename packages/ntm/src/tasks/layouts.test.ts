import "@tensorflow/tfjs-backend-cpu";
import { ready } from "@attn/core";
import { beforeAll, describe, expect, it } from "vitest";
import { tasks } from "./index";
import { counts, lists } from "./taskTests";

const bits = (rows: number[][]) => rows.flat().filter((x) => x !== 0 && x !== 1);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const zeros = (rows: number, columns: number) => Array.from({ length: rows }, () => new Array(columns).fill(0));

beforeAll(() => ready({ backend: "cpu" }));

describe("copy", () => {
  it("shows a start, vectors, an end, and expects the vectors", () => {
    const { inputs, targets, mask } = lists(tasks.copy({ bits: 2, minLength: 3, maxLength: 3, batchSize: 2, seed: 1 }));
    for (const b of [0, 1]) {
      const vectors = inputs[b]!.slice(1, 4).map((row) => row.slice(0, 2));
      expect(inputs[b]).toEqual([[0, 0, 1, 0], ...vectors.map((v) => [...v, 0, 0]), [0, 0, 0, 1], ...zeros(3, 4)]);
      expect(targets[b]).toEqual([...zeros(5, 2), ...vectors]);
      expect(mask[b]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
      expect(bits(vectors)).toEqual([]);
    }
  });

  it("draws lengths from 1 to 20 alike, and fair bits", () => {
    const batches = Array.from({ length: 2000 }, (_, step) => lists(tasks.copy({ step })));
    const lengths = counts(batches.map(({ inputs }) => (inputs[0]!.length - 2) / 2));
    expect([...lengths.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    for (const n of lengths.values()) expect(Math.abs(n - 100)).toBeLessThan(45); // 4.6 deviations
    const drawn = batches.flatMap(({ targets, mask }) => targets[0]!.filter((_, t) => mask[0]![t] === 1).flat());
    expect(mean(drawn)).toBeCloseTo(0.5, 2);
  });
});

describe("repeatCopy", () => {
  it("shows vectors and a count, and expects them as often and an end", () => {
    const options = { bits: 2, minLength: 2, maxLength: 2, minRepeats: 3, maxRepeats: 3 };
    const { inputs, targets, mask } = lists(tasks.repeatCopy(options));
    const vectors = inputs[0]!.slice(1, 3).map((row) => row.slice(0, 2));
    const count = Math.fround((3 - 5.5) / Math.sqrt(8.25));
    expect(inputs[0]).toEqual([[0, 0, 1, 0], ...vectors.map((v) => [...v, 0, 0]), [0, 0, 0, count], ...zeros(7, 4)]);
    const once = vectors.map((v) => [...v, 0]);
    expect(targets[0]).toEqual([...zeros(4, 3), ...once, ...once, ...once, [0, 0, 1]]);
    expect(mask[0]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("gives counts of mean 0 and variance 1, independent of the length", () => {
    const drawn = Array.from({ length: 3000 }, (_, step) => {
      const { inputs, mask } = lists(tasks.repeatCopy({ bits: 1, step }));
      const T = inputs[0]!.length;
      const scored = mean(mask[0]!) * T;
      return { count: inputs[0]![T - Math.round(scored) - 1]![2]!, length: T - scored - 2 };
    });
    const counted = drawn.map(({ count }) => count);
    expect(new Set(counted).size).toBe(10);
    expect(Math.abs(mean(counted))).toBeLessThan(0.08);
    expect(Math.abs(mean(counted.map((x) => x * x)) - 1)).toBeLessThan(0.08);
    const lengths = drawn.map(({ length }) => Math.round(length));
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 10]);
    const together = drawn.map(({ count, length }) => count * (length - mean(lengths)));
    expect(Math.abs(mean(together))).toBeLessThan(0.2); // 3.8 deviations
  });

  it("keeps the scale of the count beyond the range of training", () => {
    const { inputs } = lists(tasks.repeatCopy({ bits: 1, maxLength: 1, minRepeats: 20, maxRepeats: 20 }));
    expect(inputs[0]![2]![2]).toBeCloseTo((20 - 5.5) / Math.sqrt(8.25), 5);
  });
});

describe("associativeRecall", () => {
  it("shows items and a query, and expects the item after it", () => {
    const { inputs, targets, mask } = lists(tasks.associativeRecall({ minItems: 3, maxItems: 3, batchSize: 40 }));
    const asked = inputs.map((rows, b) => {
      expect(rows).toHaveLength(20);
      const markers = rows.flatMap((row, t) => (row[6] || row[7] ? [[t, row[6], row[7]]] : []));
      expect(markers).toEqual([
        [0, 1, 0],
        [4, 1, 0],
        [8, 1, 0],
        [12, 0, 1],
        [16, 0, 1],
      ]); // prettier-ignore
      const items = [1, 5, 9, 13].map((t) => JSON.stringify(rows.slice(t, t + 3)));
      const query = items.indexOf(items[3]!);
      const answer = targets[b]!.slice(17).map((row) => [...row, 0, 0]);
      expect(JSON.stringify(answer)).toBe(items[query + 1]);
      expect(targets[b]!.slice(0, 17)).toEqual(zeros(17, 6));
      expect(mask[b]).toEqual([...new Array(17).fill(0), 1, 1, 1]);
      return query;
    });
    expect([...counts(asked).keys()].sort()).toEqual([0, 1]); // never the last, after which none comes
    for (const n of counts(asked).values()) expect(n).toBeGreaterThan(8);
  });

  it("draws from 2 to 6 items", () => {
    const steps = Array.from({ length: 200 }, (_, step) => tasks.associativeRecall({ step }).inputs.shape[1]! - 8);
    expect([...counts(steps.map((n) => n / 4)).keys()].sort()).toEqual([2, 3, 4, 5, 6]);
  });
});

describe("prioritySort", () => {
  it("shows vectors with priorities, and expects the highest in order", () => {
    const { inputs, targets, mask } = lists(tasks.prioritySort({ batchSize: 5 }));
    inputs.forEach((rows, b) => {
      expect(rows[0]).toEqual([...new Array(9).fill(0), 1, 0]);
      expect(rows[21]).toEqual([...new Array(9).fill(0), 0, 1]);
      expect(rows.slice(22)).toEqual(zeros(16, 11));
      const given = rows.slice(1, 21);
      for (const row of given) expect(row.slice(9)).toEqual([0, 0]);
      const sorted = [...given].sort((v, w) => w[8]! - v[8]!).map((row) => row.slice(0, 8));
      expect(targets[b]!.slice(22)).toEqual(sorted.slice(0, 16));
      expect(bits(targets[b]!)).toEqual([]);
      expect(mask[b]).toEqual([...new Array(22).fill(0), ...new Array(16).fill(1)]);
    });
  });

  it("draws priorities from -1 to 1 alike", () => {
    const { inputs } = lists(tasks.prioritySort({ batchSize: 500 }));
    const drawn = inputs.flatMap((rows) => rows.slice(1, 21).map((row) => row[8]!));
    expect(Math.abs(mean(drawn))).toBeLessThan(0.025); // 4.3 deviations
    expect(mean(drawn.map((x) => x * x))).toBeCloseTo(1 / 3, 1);
    expect([Math.min(...drawn) < -0.99, Math.max(...drawn) > 0.99]).toEqual([true, true]);
  });
});
