import { regular, semibold } from "./inter";

export type Weight = "regular" | "semibold";

/** In parts of the type size, y down from the baseline. */
export interface Glyph {
  advance: number;
  /** Closed polygons, x and y in turn. */
  contours: number[][];
}

/** Parts of the type size above the baseline: capitals; and below it. */
export const CAPITALS = 0.727;
export const DESCENT = 0.25;

/** The outline of a character; of one that the font lacks, that of "?". */
export function glyphOf(character: string, weight: Weight): Glyph {
  const font = (fonts[weight] ??= parse(weight === "regular" ? regular : semibold));
  return font.get(character) ?? font.get("?")!;
}

const UNITS = 256;
const CURVE_STEPS = 4;
const fonts: Partial<Record<Weight, Map<string, Glyph>>> = {};

function parse(table: string): Map<string, Glyph> {
  const font = new Map<string, Glyph>();
  for (const line of table.split("\n")) {
    const match = /^(.)(\d+)(.*)$/u.exec(line);
    if (match) font.set(match[1]!, { advance: Number(match[2]) / UNITS, contours: contoursOf(match[3]!) });
  }
  return font;
}

/** The steps of M, L and Q to points, curves as short straight pieces. */
function contoursOf(path: string): number[][] {
  const contours: number[][] = [];
  let [x, y] = [0, 0];
  for (const [, type, numbers] of path.matchAll(/([MLQ])([-\d ]+)/g)) {
    const steps = numbers!.match(/-?\d+/g)!.map((step) => Number(step) / UNITS);
    if (type === "M") contours.push([]);
    const contour = contours.at(-1)!;
    const [cx, cy] = [x + steps[0]!, y + steps[1]!];
    const [ex, ey] = type === "Q" ? [x + steps[2]!, y + steps[3]!] : [cx, cy];
    const pieces = type === "Q" ? CURVE_STEPS : 1;
    for (let k = 1; k <= pieces; k++) {
      const t = k / pieces;
      const [a, b, c] = type === "Q" ? [(1 - t) ** 2, 2 * t * (1 - t), t * t] : [0, 0, 1];
      contour.push(a * x + b * cx + c * ex, a * y + b * cy + c * ey);
    }
    [x, y] = [ex, ey];
  }
  return contours;
}
