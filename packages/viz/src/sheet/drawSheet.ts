import { type Painter, painter } from "../colors/painter";
import { type Color, fill, type Picture, type Rectangle } from "../drawing/canvas";
import { HAIRLINE, paper } from "../drawing/look";
import { drawPolyline, type Point } from "../drawing/polyline";
import { CAPITALS } from "../text/font";
import { drawText, fitText, type TextStyle, textWidth } from "../text/text";
import type { Sheet } from "./contactSheet";
import type { CheckedImages } from "./images";
import type { CheckedStrip, Layout, Tile } from "./layout";
import type { Outline } from "./outline";

const HALO: Color = [0, 0, 0];
/** Okabe and Ito's colors, told apart without color vision, the brightest first. */
const OUTLINES: readonly Color[] = [
  [255, 176, 0],
  [86, 180, 233],
  [0, 190, 140],
  [230, 130, 180],
];

export function drawSheet(sheet: Sheet, strips: readonly CheckedStrip[], layout: Layout): Picture {
  const picture = paper("contactSheet", "sheet", layout.width, layout.height, "tileSize");
  const { styles, left } = layout;
  const unit = sheet.density ?? 1;
  if (sheet.title) drawText(picture, sheet.title, left, layout.titleTop, styles.title);
  if (sheet.note) drawText(picture, sheet.note, left, layout.noteTop, styles.note);
  layout.columns.forEach((x, c) => {
    const text = sheet.columnTitles?.[c];
    if (text) drawCentered(picture, text, x, layout.columnTitleTop, layout.columnWidth, styles.heading);
  });
  for (const { text, left: x, middle } of layout.rowTitles) {
    drawText(picture, text, x, middle - (styles.heading.size * CAPITALS) / 2, styles.heading);
  }
  const painters = new Map(strips.map((strip, i) => [strip, painterOf(strip, `strips[${i}]`)]));
  for (const tile of layout.tiles) drawTile(picture, tile, painters.get(tile.strip)!, layout, unit);
  return picture;
}

function drawTile(picture: Picture, tile: Tile, paint: Painter, layout: Layout, unit: number): void {
  const { strip, index, box } = tile;
  fill(
    picture,
    { x: box.x - unit, y: box.y - unit, width: box.width + 2 * unit, height: box.height + 2 * unit },
    HAIRLINE,
  );
  drawImage(picture, tile, paint);
  const outlines = strip.outlines?.[index] ?? [];
  (Array.isArray(outlines) ? (outlines as Outline[]) : [outlines as Outline]).forEach((outline, k) => {
    drawOutline(picture, outline, { box, scale: tile.scale }, OUTLINES[k % OUTLINES.length]!, unit);
  });
  const caption = strip.captions?.[index];
  if (!caption) return;
  const [x, top] = [box.x + (box.width - layout.columnWidth) / 2, box.y + box.height + 7 * unit];
  drawCentered(picture, caption, x, top, layout.columnWidth, layout.styles.caption);
}

function drawCentered(picture: Picture, text: string, x: number, top: number, width: number, style: TextStyle): void {
  const fitted = fitText(text, width, style);
  drawText(picture, fitted, x + (width - textWidth(fitted, style)) / 2, top, style);
}

/** By where a pixel's first channel is in the images' data. */
const painterOf = ({ images, range, colors }: CheckedStrip, place: string): Painter =>
  painter("contactSheet", place, images.data, { channels: images.channels, range, colors });

function drawImage(picture: Picture, { strip, index, scale, box }: Tile, paint: Painter): void {
  const { height, width, channels }: CheckedImages = strip.images;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = paint(((index * height + y) * width + x) * channels);
      fill(picture, { x: box.x + x * scale, y: box.y + y * scale, width: scale, height: scale }, color);
    }
  }
}

/** A line with a dark rim, so that it is seen on any ground. */
function drawOutline(
  picture: Picture,
  { points, top = 0, color, width = 0 }: Outline,
  { box, scale }: { box: Rectangle; scale: number },
  otherwise: Color,
  unit: number,
): void {
  const placed = points.map(([x, y]): Point => [box.x + ((x + 1) / 2) * box.width, box.y + ((y + 1) / 2) * box.height]);
  const closed = [...placed, placed[0]!];
  const heavy = closed.slice(0, top + 1);
  const thick = Math.max(1.6 * unit, Math.min(width * scale, box.width / 16, box.height / 16));
  const rim = 1.8 * unit;
  drawPolyline(picture, closed, thick + rim, HALO, box);
  drawPolyline(picture, heavy, thick + 2 * unit + rim, HALO, box);
  drawPolyline(picture, closed, thick, color ?? otherwise, box);
  drawPolyline(picture, heavy, thick + 2 * unit, color ?? otherwise, box);
}
