import { interpolateRdBu, interpolateViridis } from "d3-scale-chromatic";
import type { Values } from "../lab/values";

/** Colors that can be told apart without red and green; `diverging` is for numbers around 0. */
export type Colors = "gray" | "viridis" | "diverging";

/** 256 colors, three bytes each. */
const table = (of: (t: number) => string): Uint8Array =>
  Uint8Array.from(Array.from({ length: 256 }, (_, i) => bytesOf(of(i / 255))).flat());

function bytesOf(color: string): number[] {
  if (!color.startsWith("#")) return color.match(/\d+/g)!.slice(0, 3).map(Number);
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

const tables: Record<Colors, Uint8Array> = {
  gray: table((t) => `rgb(${[0, 0, 0].fill(Math.round(t * 255)).join(",")})`),
  viridis: table(interpolateViridis),
  diverging: table((t) => interpolateRdBu(1 - t)),
};

/** A picture's pixels, four bytes each; three numbers a pixel are a color from 0 to 1. */
export function pixelsOf(
  { data, shape }: Values,
  range: readonly [number, number],
  colors: Colors,
): Uint8ClampedArray<ArrayBuffer> {
  if (shape[2] !== 3) return paint(data, range, colors);
  return Uint8ClampedArray.from({ length: (data.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : 255 * data[3 * (i >> 2) + (i & 3)]!,
  );
}

/** Numbers as pixels: `low` and what is below is the first color, `high` and what is above the last; NaN is magenta. */
export function paint(
  data: ArrayLike<number>,
  [low, high]: readonly [number, number],
  colors: Colors,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(data.length * 4);
  const [from, scale] = [tables[colors], 255 / (high - low || 1)];
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!;
    const at = 3 * Math.round(Math.min(255, Math.max(0, (x - low) * scale)));
    pixels.set(Number.isNaN(x) ? [255, 0, 255] : from.subarray(at, at + 3), 4 * i);
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

export function rangeOf(data: ArrayLike<number>, colors: Colors): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    low = Math.min(low, data[i]!);
    high = Math.max(high, data[i]!);
  }
  const most = Math.max(Math.abs(low), Math.abs(high));
  return colors === "diverging" ? [-most, most] : [low, high];
}
