import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { decode } from "fast-png";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../encodePng";
import { contactSheet, type Sheet } from "./contactSheet";
import { boxes, gridOutlines } from "./outline";

beforeAll(async () => void (await tf.setBackend("cpu")));

const MARGIN = 24;
/** One strip of one 2×2 image drawn at 50 pixels a pixel, its corner at (24, 24). */
const one = (values: number[], strip: object = {}, sheet: object = {}): Sheet => ({
  strips: [{ images: { data: values, shape: [1, 2, 2, values.length / 4] }, ...strip }],
  tileSize: 100,
  ...sheet,
});
const pixel = ({ data, width }: { data: ArrayLike<number>; width: number }, x: number, y: number) =>
  Array.from({ length: 3 }, (_, k) => data[(y * width + x) * 4 + k]);
const atCenters = (sheet: Sheet) => {
  const picture = contactSheet(sheet);
  return [25, 75].flatMap((y) => [25, 75].map((x) => pixel(picture, MARGIN + x, MARGIN + y)));
};
const gray = (v: number) => [v, v, v];

describe("contactSheet", () => {
  it("draws every pixel as a square of its value", () => {
    expect(atCenters(one([0, 0.2, 1, 0.6]))).toEqual([gray(0), gray(51), gray(255), gray(153)]);
    const picture = contactSheet(one([0, 1, 1, 0]));
    expect([picture.width, picture.height]).toEqual([100 + 2 * MARGIN, 100 + 2 * MARGIN]);
    expect(pixel(picture, MARGIN + 49, MARGIN + 49)).toEqual(gray(0));
    expect(pixel(picture, MARGIN + 50, MARGIN + 49)).toEqual(gray(255));
  });

  it("draws colors, tensors and images without channels", () => {
    const rgb = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1];
    const expected = [[255, 0, 0], [0, 255, 0], [0, 0, 255], gray(255)];
    expect(atCenters(one(rgb))).toEqual(expected);
    expect(atCenters({ strips: [{ images: tf.tensor4d(rgb, [1, 2, 2, 3]) }], tileSize: 100 })).toEqual(expected);
    const plain = { strips: [{ images: tf.tensor3d([0, 1, 1, 0], [1, 2, 2]) }], tileSize: 100 };
    expect(atCenters(plain)).toEqual([gray(0), gray(255), gray(255), gray(0)]);
  });

  it("takes another range, clamps, and marks what is not a number", () => {
    expect(atCenters(one([-1, 0, 1, 3], { range: [-1, 1] }))).toEqual([gray(0), gray(128), gray(255), gray(255)]);
    expect(atCenters(one([4, 6, 5, Number.POSITIVE_INFINITY], { range: "auto" }))).toEqual(
      [0, 255, 128, 255].map(gray),
    );
    expect(atCenters(one([7, 7, 7, 7], { range: "auto" }))[0]).toEqual(gray(128));
    expect(atCenters(one([0, Number.NaN, 0, 0]))[1]).toEqual([255, 0, 200]);
    expect(atCenters(one([0, 0, 0, Number.NaN, 0, 0, 0, 0, 0, 0, 0, 0]))[1]).toEqual([255, 0, 200]);
  });

  it("has color maps", () => {
    const viridis = atCenters(one([0, 1, 0.5, 0], { colors: "viridis" }));
    const table = [
      [68, 1, 84],
      [253, 231, 37],
      [33, 145, 140],
    ]; // matplotlib's
    table.forEach((color, i) => {
      color.forEach((c, k) => {
        expect(Math.abs(c - viridis[i]![k]!)).toBeLessThanOrEqual(4);
      });
    });
    const diverging = atCenters(one([-1, 1, 0, 0], { colors: "diverging", range: [-1, 1] }));
    expect(diverging[0]).toEqual([33, 102, 172]);
    expect(diverging[1]).toEqual([178, 24, 43]);
  });

  it("writes titles and captions", () => {
    const plain = contactSheet(one([0, 0, 0, 0]));
    const texts: [strip: object, sheet: object][] = [
      [{ captions: ["2 → 7"] }, {}],
      [{ title: "input" }, {}],
      [{}, { title: "RTS ±45° θ²" }],
      [{}, { note: "91 %" }],
      [{}, { columnTitles: ["a"] }],
    ];
    for (const [strip, sheet] of texts) {
      const written = contactSheet(one([0, 0, 0, 0], strip, sheet));
      const blank = { captions: [" "], title: " ", note: " ", columnTitles: [" "] };
      const only = (given: object) => Object.fromEntries(Object.keys(given).map((k) => [k, blank[k as "title"]]));
      const empty = contactSheet(one([0, 0, 0, 0], only(strip), only(sheet)));
      expect(written.width * written.height).toBeGreaterThan(plain.width * plain.height);
      expect(darkPixels(written)).toBeGreaterThan(darkPixels(empty) + 15);
    }
  });

  it("breaks strips into rows of as many columns as asked", () => {
    const images = { data: new Float32Array(5 * 4), shape: [5, 2, 2, 1] };
    const rows = (columns: number) => contactSheet({ strips: [{ images }], columns, tileSize: 100 });
    expect([rows(5).width, rows(5).height]).toEqual([5 * 110 - 10 + 48, 148]);
    expect([rows(2).width, rows(2).height]).toEqual([2 * 110 - 10 + 48, 3 * 110 - 10 + 48]);
    expect(same(rows(9), rows(5))).toBe(true);
  });

  it("doubles with the density", () => {
    const single = contactSheet(one([0, 1, 1, 0], {}, {}));
    const double = contactSheet(one([0, 1, 1, 0], {}, { density: 2 }));
    expect([double.width, double.height]).toEqual([2 * single.width, 2 * single.height]);
  });

  it("survives the way through a PNG file", () => {
    const picture = contactSheet(one([0, 0.5, 1, 0.2], { captions: ["x"] }, { title: "title" }));
    const png = decode(encodePng(picture));
    expect([png.width, png.height, png.channels, png.depth]).toEqual([picture.width, picture.height, 4, 8]);
    expect(same(png, picture)).toBe(true);
  });

  it("says what is wrong", () => {
    expect(() => contactSheet({ strips: [] })).toThrow("contactSheet: strips must be a list with at least one strip");
    expect(() => contactSheet({ strips: [{ images: tf.zeros([2, 3, 3, 2]) }] })).toThrow(
      "contactSheet: strips[0].images must be [B, H, W, 1 or 3] or [B, H, W] with no dimension 0, got [2,3,3,2]",
    );
    expect(() => contactSheet({ strips: [{ images: tf.zeros([0, 3, 3, 1]) }] })).toThrow(
      "no dimension 0, got [0,3,3,1]",
    );
    expect(() => contactSheet({ strips: [{ images: { data: [1], shape: [1, 2, 2, 1] } }] })).toThrow("got 1");
    expect(() => contactSheet(one([0, 0, 0, 0], { captions: [] }))).toThrow(
      "contactSheet: strips[0].captions must be one for each of 1 images, got 0",
    );
    expect(() => contactSheet(one([0, 0, 0, 0], { range: [1, 1] }))).toThrow("strips[0].range must be [low, high]");
    expect(() => contactSheet(one([0, 0, 0, 0], { colors: "jet" }))).toThrow(
      'contactSheet: colors must be "gray" or "viridis" or "diverging", got "jet"',
    );
    expect(() => contactSheet(one([0, 0, 0, 0], {}, { columns: 0 }))).toThrow(
      "contactSheet: columns must be a whole number from 1, got 0",
    );
  });
});

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
});

/** toEqual takes seconds for a picture. */
const same = (a: { width: number; data: ArrayLike<number> }, b: { width: number; data: ArrayLike<number> }) =>
  a.width === b.width && Buffer.compare(Buffer.from(a.data), Buffer.from(b.data)) === 0;

function darkPixels({ data }: { data: ArrayLike<number> }): number {
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i]! < 170) dark++;
  return dark;
}
