import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { decode } from "fast-png";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../encodePng";
import { contactSheet } from "./contactSheet";
import { atCenters, gray, MARGIN, one, pixel, same } from "./sheetTests";

beforeAll(async () => void (await tf.setBackend("cpu")));

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

function darkPixels({ data }: { data: ArrayLike<number> }): number {
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i]! < 170) dark++;
  return dark;
}
