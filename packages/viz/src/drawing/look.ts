// What all pictures of this package look like.
import { ConfigError } from "@attn/core";
import type { TextStyle } from "../text/text";
import { blank, type Color, type Picture } from "./canvas";

const PAPER: Color = [252, 252, 250];
export const HAIRLINE: Color = [214, 217, 221];
const INK: Color = [28, 33, 40];
const SOFT_INK: Color = [92, 101, 112];
/** A gigabyte of them. */
const MOST_PIXELS = 2 ** 28;

/** @throws ConfigError if it would be too large */
export function paper(who: string, what: string, width: number, height: number, cure: string): Picture {
  if (width * height > MOST_PIXELS) {
    throw new ConfigError(
      `${who}: the ${what} must have at most ${MOST_PIXELS} pixels, got ${width} × ${height}: smaller ${cure}`,
    );
  }
  return blank(width, height, PAPER);
}

/** `unit` is how many pixels a point has. */
export const stylesOf = (unit: number) =>
  ({
    title: { size: 19 * unit, color: INK, weight: "semibold" },
    note: { size: 13 * unit, color: SOFT_INK },
    heading: { size: 13 * unit, color: INK, weight: "semibold" },
    caption: { size: 12 * unit, color: SOFT_INK },
  }) satisfies Record<string, TextStyle>;
