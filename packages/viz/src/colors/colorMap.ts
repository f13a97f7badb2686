import { oneOf } from "@attn/core";
import type { Color } from "../drawing/canvas";

/**
 * `gray` from black to white; `viridis`, even to the eye and readable without color vision; `diverging`, blue over
 * white to red, for numbers about a middle.
 */
export type ColorMap = "gray" | "viridis" | "diverging";

/** The 256 colors of a map. @throws ConfigError for a name that is none */
export function colorsOf(who: string, name: ColorMap): readonly Color[] {
  const map = MAPS[oneOf(who, "colors", name, Object.keys(MAPS) as ColorMap[])];
  return Array.from({ length: 256 }, (_, i) => map(i / 255));
}

const MAPS: Record<ColorMap, (t: number) => Color> = {
  gray: (t) => [255 * t, 255 * t, 255 * t],
  viridis: (t) => [0, 1, 2].map((k) => Math.min(255, Math.max(0, 255 * viridis(k, t)))) as unknown as Color,
  diverging: (t) => between(RED_BLUE, t),
};

/** Zucker's polynomials for matplotlib's viridis (CC0); within 2 of 255 of the table. */
const viridis = (k: number, t: number) => VIRIDIS.reduceRight((sum, c) => sum * t + c[k]!, 0);
const VIRIDIS = [
  [0.2777273272, 0.005407344545, 0.3340998053],
  [0.105093043, 1.404613529, 1.384590163],
  [-0.330861829, 0.21484756, 0.09509516302],
  [-4.634230499, -5.799100973, -19.33244096],
  [6.228269936, 14.17993337, 56.6905526],
  [4.776384998, -13.74514538, -65.35303263],
  [-5.435455856, 4.645852612, 26.31243525],
];

/** Brewer's RdBu, 7 classes. */
const RED_BLUE: Color[] = [
  [33, 102, 172],
  [103, 169, 207],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [239, 138, 98],
  [178, 24, 43],
];

function between(stops: readonly Color[], t: number): Color {
  const place = t * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  return [0, 1, 2].map((k) => stops[i]![k]! + (place - i) * (stops[i + 1]![k]! - stops[i]![k]!)) as unknown as Color;
}
