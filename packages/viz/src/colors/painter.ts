import { ConfigError, shown } from "@attn/core";
import type { Color } from "../drawing/canvas";
import { type ColorMap, colorsOf } from "./colorMap";

/** What is drawn at the low and the high end of the colors; `"auto"`: the smallest and largest finite number. */
export type ValueRange = readonly [low: number, high: number] | "auto";

/** The color of a number, or of the three from a place in the data on. */
export type Painter = (at: number) => Color;

export interface PainterOptions {
  channels?: 1 | 3;
  range?: ValueRange | undefined;
  colors?: ColorMap | undefined;
}

const NOT_A_NUMBER: Color = [255, 0, 200];

/** @param place how messages call what has the range @throws ConfigError */
export function painter(
  who: string,
  place: string,
  data: ArrayLike<number>,
  { channels = 1, range = [0, 1], colors = "gray" }: PainterOptions,
): Painter {
  const [low, high] = checkedRange(`${who}: ${place}.range`, range, data);
  const palette = colorsOf(who, colors);
  const part = (at: number) => Math.min(1, Math.max(0, (data[at]! - low) / (high - low)));
  if (channels === 1) return (at) => (Number.isNaN(data[at]!) ? NOT_A_NUMBER : palette[Math.round(255 * part(at))]!);
  return (at) => {
    const color = [255 * part(at), 255 * part(at + 1), 255 * part(at + 2)] as const;
    return color.some(Number.isNaN) ? NOT_A_NUMBER : color;
  };
}

/** @throws ConfigError if the range is not two different finite numbers */
function checkedRange(who: string, range: ValueRange, data: ArrayLike<number>): readonly [number, number] {
  if (range === "auto") {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return low < high ? [low, high] : low === high ? [low - 0.5, high + 0.5] : [0, 1];
  }
  if (Array.isArray(range) && range.length === 2 && [...range].every(Number.isFinite) && range[0] !== range[1])
    return range;
  throw new ConfigError(`${who} must be [low, high], two different numbers, or "auto", got ${shown(range)}`);
}
