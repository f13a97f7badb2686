// A picture of numbers in the page's text, for readers without JavaScript. Part of the build, not of the page.
import { encodePng } from "@attn/viz";
import type { Values } from "../lab/values";
import { type Colors, pixelsOf } from "./colors";

export interface Picture {
  /** `[rows, columns]`, or `[rows, columns, 3]` for colors as they are. */
  values: Values;
  range: readonly [number, number];
  colors: Colors;
}

/** Above this a page would grow too much. */
const MOST_CELLS = 5000;

/** An `<img>` of the numbers, a pixel each; nothing in the browser, where a canvas is painted. */
export function still({ values, range, colors }: Picture, label: string): string {
  if (!import.meta.env.SSR) return "";
  const [height, width] = values.shape as [number, number];
  if (width * height > MOST_CELLS) return "";
  const png = encodePng({ width, height, data: pixelsOf(values, range, colors) });
  return `<img class="still" alt="${escaped(label)}" src="data:image/png;base64,${base64(png)}">`;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
