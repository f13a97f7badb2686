// What the tests of sheets have in common.
import { contactSheet, type Sheet } from "./contactSheet";

export const MARGIN = 24;
/** One strip of one 2×2 image drawn at 50 pixels a pixel, its corner at (24, 24). */
export const one = (values: number[], strip: object = {}, sheet: object = {}): Sheet => ({
  strips: [{ images: { data: values, shape: [1, 2, 2, values.length / 4] }, ...strip }],
  tileSize: 100,
  ...sheet,
});
export const pixel = ({ data, width }: { data: ArrayLike<number>; width: number }, x: number, y: number) =>
  Array.from({ length: 3 }, (_, k) => data[(y * width + x) * 4 + k]);
export const atCenters = (sheet: Sheet) => {
  const picture = contactSheet(sheet);
  return [25, 75].flatMap((y) => [25, 75].map((x) => pixel(picture, MARGIN + x, MARGIN + y)));
};
export const gray = (v: number) => [v, v, v];

/** toEqual takes seconds for a picture. */
export const same = (a: { width: number; data: ArrayLike<number> }, b: { width: number; data: ArrayLike<number> }) =>
  a.width === b.width && Buffer.compare(Buffer.from(a.data), Buffer.from(b.data)) === 0;
