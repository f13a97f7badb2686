// A small colored picture made by program: a boat, so that right, left, up and down can be told apart.

import { PICTURE_SIDE } from "./stnSizes";

type Color = readonly [number, number, number];
type Part = readonly [color: Color, inside: (x: number, y: number) => boolean];

const parts: Part[] = [
  [[0.62, 0.81, 0.95], () => true], // the sky
  [[1, 0.84, 0.25], (x, y) => (x - 0.83) ** 2 + (y - 0.17) ** 2 < 0.0095], // the sun
  [
    [0.97, 0.98, 1],
    (x, y) => Math.hypot((x - 0.2) / 1.8, y - 0.2) < 0.065 || Math.hypot((x - 0.29) / 1.4, y - 0.165) < 0.06,
  ], // a cloud
  [[0.15, 0.42, 0.66], (_, y) => y > 0.72], // the sea
  [[0.25, 0.55, 0.76], (x, y) => y > 0.78 && Math.abs(y - 0.84 - 0.025 * Math.sin(19 * x)) < 0.013],
  [[0.25, 0.55, 0.76], (x, y) => y > 0.88 && Math.abs(y - 0.93 - 0.025 * Math.sin(17 * x + 2)) < 0.013],
  [[0.29, 0.2, 0.15], (x, y) => Math.abs(x - 0.5) < 0.013 && y > 0.12 && y < 0.68], // the mast
  [[0.84, 0.24, 0.2], (x, y) => x < 0.475 && y < 0.6 && y > 0.16 && x > 0.475 - 0.68 * (y - 0.16)], // a red sail
  [[0.98, 0.97, 0.92], (x, y) => x > 0.525 && y < 0.6 && y > 0.24 && x < 0.525 + 0.78 * (y - 0.24)], // a white one
  [[0.95, 0.6, 0.1], (x, y) => x > 0.525 && y > 0.47 && y < 0.53 && x < 0.525 + 0.78 * (y - 0.24)],
  [[0.48, 0.29, 0.17], (x, y) => y > 0.66 && y < 0.8 && x > 0.14 + 0.9 * (y - 0.66) && x < 0.88 - 0.9 * (y - 0.66)], // the hull
];

/** `[side, side, 3]`, numbers from 0 to 1. */
export function picture(side = PICTURE_SIDE): number[] {
  return Array.from({ length: side * side * 3 }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [row, column] = [Math.floor(pixel / side), pixel % side];
    const points = [1, 3, 5].flatMap((a) =>
      [1, 3, 5].map((b) => colorAt((column + a / 6) / side, (row + b / 6) / side)[channel]!),
    );
    return Math.round((100 * points.reduce((a, b) => a + b, 0)) / points.length) / 100;
  });
}

const colorAt = (x: number, y: number): Color => parts.findLast(([, inside]) => inside(x, y))![0];
