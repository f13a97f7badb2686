import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gray, MARGIN, pixel } from "../sheet/sheetTests";
import { type Heatmaps, heatmaps } from "./heatmaps";

beforeAll(async () => void (await tf.setBackend("cpu")));

/** One panel [2, 3] of squares of 10 pixels, its corner at (24, 24). */
const one = (values: number[], panel: object = {}, rest: object = {}): Heatmaps => ({
  panels: [{ values: { data: values, shape: [2, 3] }, ...panel }],
  cellSize: 10,
  ...rest,
});
const cells = (options: Heatmaps) => {
  const picture = heatmaps(options);
  return [0, 1].flatMap((row) =>
    [0, 1, 2].map((column) => pixel(picture, MARGIN + 10 * column + 5, MARGIN + 10 * row + 5)),
  );
};

describe("heatmaps", () => {
  it("draws row by row, every number as a square of its value", () => {
    expect(cells(one([0, 0.2, 1, 1, 0.6, 0]))).toEqual([0, 51, 255, 255, 153, 0].map(gray));
    const picture = heatmaps(one([0, 0, 1, 0, 0, 0]));
    expect([picture.width, picture.height]).toEqual([30 + 2 * MARGIN, 20 + 2 * MARGIN]);
    expect(pixel(picture, MARGIN + 20, MARGIN)).toEqual(gray(255));
    expect(pixel(picture, MARGIN + 19, MARGIN)).toEqual(gray(0));
    expect(pixel(picture, MARGIN + 29, MARGIN + 9)).toEqual(gray(255));
  });

  it("draws tensors, other ranges and other colors, and marks what is not a number", () => {
    const values = tf.tensor2d([0, 0.2, 1, 1, 0.6, 0], [2, 3]);
    expect(cells(one([], { values }))).toEqual([0, 51, 255, 255, 153, 0].map(gray));
    expect(cells(one([-1, 0, 1, 3, -2, Number.NaN], { range: [-1, 1], colors: "diverging" }))).toEqual([
      [33, 102, 172],
      [247, 247, 246],
      [178, 24, 43],
      [178, 24, 43],
      [33, 102, 172],
      [255, 0, 200],
    ]);
    expect(cells(one([4, 6, 5, 4, 4, 4], { range: "auto" }))[2]).toEqual(gray(128));
  });

  it("puts panels side by side, each with its column above the next", () => {
    const values = { data: [0, 0, 0, 0, 0, 0], shape: [2, 3] };
    const size = (count: number, columns: number) => {
      const { width, height } = heatmaps({ panels: Array(count).fill({ values }), columns, cellSize: 10 });
      return [width, height];
    };
    expect(size(2, 2)).toEqual([2 * 30 + 22 + 48, 20 + 48]);
    expect(size(3, 2)).toEqual([2 * 30 + 22 + 48, 2 * 20 + 18 + 48]);
    expect(size(3, 1)).toEqual([30 + 48, 3 * 20 + 2 * 18 + 48]);
    expect(size(1, 5)).toEqual([30 + 48, 20 + 48]);
  });

  it("writes titles and labels", () => {
    const zeros = Array(6).fill(1);
    const texts: [panel: object, rest: object][] = [
      [{ title: "ab" }, {}],
      [{ x: "tt" }, {}],
      [{ y: "ll" }, {}],
      [{}, { title: "copy" }],
      [{}, { note: "of 20 vectors" }],
    ];
    for (const [panel, rest] of texts) {
      const written = heatmaps(one(zeros, panel, { cellSize: 20, ...rest }));
      const plain = heatmaps(one(zeros, {}, { cellSize: 20 }));
      expect(written.width * written.height).toBeGreaterThan(plain.width * plain.height);
      expect(dark(written)).toBeGreaterThan(dark(plain) + 10);
    }
    const beside = heatmaps(one(zeros, { y: "ll" }, { cellSize: 20 }));
    expect(beside.height).toBe(40 + 48); // the label goes up beside the squares
  });

  it("doubles with the density", () => {
    const [single, double] = [1, 2].map((density) => heatmaps(one([0, 0, 0, 0, 0, 0], { title: "a" }, { density })));
    expect(double!.width).toBe(2 * single!.width);
    expect(Math.abs(double!.height - 2 * single!.height)).toBeLessThanOrEqual(1);
  });

  it("says what is wrong", () => {
    expect(() => heatmaps({ panels: [] })).toThrow("heatmaps: panels must be a list with at least one panel, got []");
    expect(() => heatmaps({ panels: [{ values: tf.zeros([2, 3, 1]) }] })).toThrow(
      "heatmaps: panels[0].values must be [rows, columns] with no dimension 0, got [2,3,1]",
    );
    expect(() => heatmaps(one([1]))).toThrow("panels[0].values must have as many numbers as [2,3] says, got 1");
    expect(() => heatmaps(one([0, 0, 0, 0, 0, 0], { range: [1, 1] }))).toThrow(
      "heatmaps: panels[0].range must be [low, high]",
    );
    expect(() => heatmaps(one([0, 0, 0, 0, 0, 0], {}, { cellSize: 2 ** 15 }))).toThrow("smaller cellSize");
  });
});

function dark({ data }: { data: ArrayLike<number> }): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i]! < 170) count++;
  return count;
}
