import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { contactSheet } from "./contactSheet";
import { boxes, gridOutlines, windowOutlines } from "./outline";
import { gray, MARGIN, one, pixel, same } from "./sheetTests";

beforeAll(async () => void (await tf.setBackend("cpu")));

describe("outlines", () => {
  const amber = [255, 176, 0];
  const identity = () => tf.tensor3d([0.5, 0, 0, 0, 0.5, 0], [1, 2, 3]);

  it("box what an affine transform looks at, heavier at the top", () => {
    const picture = contactSheet(one([0, 0, 0, 0], { outlines: boxes(identity()) }));
    const middle = MARGIN + 50;
    for (const [x, y] of [
      [25, 50],
      [75, 50],
      [50, 25],
      [50, 75],
    ] as const) {
      const [red, , blue] = pixel(picture, MARGIN + x, MARGIN + y);
      expect(red).toBeGreaterThan(200); // the line lies between two pixels and covers 0.8 of each
      expect(blue).toBe(0);
    }
    expect(pixel(picture, middle, middle)).toEqual(gray(0));
    expect(pixel(picture, middle, MARGIN + 25)).toEqual(amber); // 3.6 pixels high
    expect(pixel(picture, middle, MARGIN + 75)).not.toEqual(amber); // 1.6
  });

  it("of a grid run along its outer edges", () => {
    // pixel centers of a 2 × 3 grid that covers the middle half of the image
    const xs = [-1 / 3, 0, 1 / 3];
    const ys = [-0.25, 0.25];
    const grid = tf.tensor4d(
      ys.flatMap((y) => xs.flatMap((x) => [x, y])),
      [1, 2, 3, 2],
    );
    const [outline] = gridOutlines(grid);
    expect(outline!.top).toBe(4);
    const corners = [0, 4, 7, 11].map((k) => outline!.points[k]!);
    [
      [-0.5, -0.5],
      [0.5, -0.5],
      [0.5, 0.5],
      [-0.5, 0.5],
    ].forEach(([x, y], k) => {
      expect(corners[k]![0]).toBeCloseTo(x!, 5);
      expect(corners[k]![1]).toBeCloseTo(y!, 5);
    });
    expect(gridOutlines(tf.fill([2, 1, 1, 2], 0.5))[1]!.points.every(([x, y]) => x === 0.5 && y === 0.5)).toBe(true);
  });

  it("stay inside their image, wherever they lie", () => {
    const far = tf.tensor3d([3, 0, 9, 0, 3, Number.NaN], [1, 2, 3]);
    const plain = contactSheet(one([0, 0, 0, 0]));
    expect(same(contactSheet(one([0, 0, 0, 0], { outlines: boxes(far) })), plain)).toBe(true);
    const wide = boxes(tf.tensor3d([1.2, -1.2, 0, 1.2, 1.2, 0], [1, 2, 3]));
    const picture = contactSheet(one([0, 0, 0, 0], { outlines: wide }));
    for (let y = 0; y < picture.height; y++) {
      const inside = y >= MARGIN && y < MARGIN + 100;
      for (const x of inside ? [MARGIN - 1, MARGIN + 100] : [MARGIN + 50]) {
        expect(pixel(picture, x, y)).toEqual(pixel(plain, x, y));
      }
    }
  });

  it("take their own color, several an image", () => {
    const [first] = boxes(identity(), [1, 2, 3]);
    const [second] = boxes(tf.tensor3d([0.9, 0, 0, 0, 0.9, 0], [1, 2, 3]));
    const picture = contactSheet(one([0, 0, 0, 0], { outlines: [[first!, second!, second!]] }));
    expect(pixel(picture, MARGIN + 50, MARGIN + 25)).toEqual([1, 2, 3]);
    expect(pixel(picture, MARGIN + 50, MARGIN + 5)).toEqual([0, 190, 140]); // the third's
  });

  it("say what is wrong with a theta", () => {
    expect(() => boxes(tf.zeros([2, 3]))).toThrow("boxes: theta must be [B=2, 2, 3], got [2, 3]");
    expect(() => gridOutlines(tf.zeros([2, 3]))).toThrow("gridOutlines: grid must be");
  });

  it("of DRAW's windows run through the outermost Gaussians, as wide as they are", () => {
    // centers of the first and the last of 3 Gaussians at pixels 3 and 7 of 10, rows 2 and 6
    const window = { gX: [5], gY: [4], delta: tf.tensor1d([2]), sigma2: [1.44] };
    const [outline] = windowOutlines(window, { size: [10, 10], N: 3 });
    const xs = outline!.points.map(([x]) => x);
    const ys = outline!.points.map(([, y]) => y);
    expect([Math.min(...xs), Math.max(...xs)].map((x) => Math.round((x + 1) * 500) / 100)).toEqual([2.5, 6.5]);
    expect([Math.min(...ys), Math.max(...ys)].map((y) => Math.round((y + 1) * 500) / 100)).toEqual([1.5, 5.5]);
    expect(outline!.width).toBeCloseTo(1.2);
    const [single] = windowOutlines({ gX: [1], gY: [1], delta: [3], sigma2: [0] }, { size: [4, 4], N: 1 });
    expect(single!.points[0]).toEqual([-1, -1]);
    expect(single!.points[2]).toEqual([-0.5, -0.5]);
  });

  it("are drawn as wide as they say, and never wider than a sixteenth of the image", () => {
    const points = [
      [0, -1],
      [0, 1],
    ] as const;
    const widthOf = (width: number) => {
      const picture = contactSheet(one([0, 0, 0, 0], { outlines: [{ points, width }] }));
      const row = Array.from({ length: 100 }, (_, x) => pixel(picture, MARGIN + x, MARGIN + 50));
      return row.filter(([red]) => red! > 200).length;
    };
    expect(widthOf(0.1)).toBeGreaterThanOrEqual(4); // of two pixels of 50 each
    expect(widthOf(0.1)).toBeLessThanOrEqual(6);
    expect(widthOf(9)).toBeLessThanOrEqual(8);
  });
});
