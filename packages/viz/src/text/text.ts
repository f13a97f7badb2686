import { blend, type Color, type Picture } from "../drawing/canvas";
import { CAPITALS, glyphOf, type Weight } from "./font";

export interface TextStyle {
  /** Type size in pixels. */
  size: number;
  color: Color;
  weight?: Weight;
}

/** How wide the text is, in pixels. */
export function textWidth(text: string, { size, weight = "regular" }: TextStyle): number {
  return [...text].reduce((width, character) => width + glyphOf(character, weight).advance * size, 0);
}

/** Writes a line whose capitals stand between `top` and `top` + their height; anti-aliased. */
export function drawText(picture: Picture, text: string, left: number, top: number, style: TextStyle): void {
  const baseline = Math.round(top + CAPITALS * style.size);
  write(picture, text, style, (along, down) => [Math.round(left) + along, baseline + down]);
}

/** Writes a line that goes up from `bottom`, its capitals' tops at `left`. */
export function drawTextUp(picture: Picture, text: string, left: number, bottom: number, style: TextStyle): void {
  const baseline = Math.round(left + CAPITALS * style.size);
  write(picture, text, style, (along, down) => [baseline + down, Math.round(bottom) - along]);
}

/** `place` says where on the picture the points of a line of text are. */
function write(picture: Picture, text: string, { size, color, weight = "regular" }: TextStyle, place: Place): void {
  let x = 0;
  for (const character of text) {
    const { advance, contours } = glyphOf(character, weight);
    const placed = contours.map((contour) =>
      contour.flatMap((v, k) => (k % 2 === 0 ? place(x + v * size, contour[k + 1]! * size) : [])),
    );
    fillPolygons(picture, placed, color);
    x += advance * size;
  }
}

type Place = (along: number, down: number) => [x: number, y: number];

/** The text, cut and ended by "…" where it is wider than `width`. */
export function fitText(text: string, width: number, style: TextStyle): string {
  if (textWidth(text, style) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join("").trimEnd()}…`, style) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

const SAMPLES = 5; // rows of a pixel at which polygons are cut; along a row cover is exact

/** Polygons filled by the non-zero rule, anti-aliased. */
function fillPolygons(picture: Picture, polygons: readonly number[][], color: Color): void {
  const ys = polygons.flatMap((polygon) => polygon.filter((_, k) => k % 2 === 1));
  const xs = polygons.flatMap((polygon) => polygon.filter((_, k) => k % 2 === 0));
  if (ys.length === 0) return;
  const [left, width] = [Math.floor(Math.min(...xs)), Math.ceil(Math.max(...xs)) - Math.floor(Math.min(...xs)) + 1];
  for (let y = Math.floor(Math.min(...ys)); y < Math.max(...ys); y++) {
    const cover = new Float32Array(width);
    for (let k = 0; k < SAMPLES; k++) {
      for (const [from, to] of spans(polygons, y + (k + 0.5) / SAMPLES)) coverSpan(cover, from - left, to - left);
    }
    for (let i = 0; i < width; i++)
      if (cover[i]! > 0) blend(picture, left + i, y, color, Math.min(1, cover[i]! / SAMPLES));
  }
}

/** Where the horizontal line at `y` is inside. */
function spans(polygons: readonly number[][], y: number): [from: number, to: number][] {
  const crossings: [x: number, winding: number][] = [];
  for (const polygon of polygons) {
    for (let k = 0, j = polygon.length - 2; k < polygon.length; j = k, k += 2) {
      const [y0, y1] = [polygon[j + 1]!, polygon[k + 1]!];
      if (y0 <= y === y1 <= y) continue;
      const x = polygon[j]! + ((y - y0) / (y1 - y0)) * (polygon[k]! - polygon[j]!);
      crossings.push([x, y1 > y0 ? 1 : -1]);
    }
  }
  crossings.sort(([a], [b]) => a - b);
  const result: [number, number][] = [];
  let winding = 0;
  crossings.forEach(([x, turn], k) => {
    if (winding !== 0) result.push([crossings[k - 1]![0], x]);
    winding += turn;
  });
  return result;
}

function coverSpan(cover: Float32Array, from: number, to: number): void {
  for (let i = Math.floor(from); i < to; i++) {
    cover[i] = cover[i]! + Math.min(i + 1, to) - Math.max(i, from);
  }
}
