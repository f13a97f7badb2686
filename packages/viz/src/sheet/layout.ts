// Where everything stands on a contact sheet; all lengths in pixels of the result.
import type { Rectangle } from "../drawing/canvas";
import { stylesOf } from "../drawing/look";
import { CAPITALS, DESCENT } from "../text/font";
import { textWidth } from "../text/text";
import type { Sheet, Strip } from "./contactSheet";
import type { CheckedImages } from "./images";

export type CheckedStrip = Omit<Strip, "images"> & { images: CheckedImages };

export interface Tile {
  strip: CheckedStrip;
  /** Which image of the strip. */
  index: number;
  /** How many pixels a side each of its pixels takes. */
  scale: number;
  box: Rectangle;
}

export interface Layout {
  width: number;
  height: number;
  tiles: Tile[];
  /** A strip's title, once a row: the middle of the row, and where the titles end. */
  rowTitles: { text: string; left: number; middle: number }[];
  /** The columns' left edges. */
  columns: number[];
  columnWidth: number;
  columnTitleTop: number;
  left: number;
  titleTop: number;
  noteTop: number;
  styles: ReturnType<typeof stylesOf>;
}

export function layOut(sheet: Sheet, strips: readonly CheckedStrip[]): Layout {
  const unit = sheet.density ?? 1;
  const styles = stylesOf(unit);
  const scales = strips.map(({ images }) => scaleOf(images, (sheet.tileSize ?? 96) * unit));
  const longest = Math.max(...strips.map(({ images }) => images.count));
  const perRow = Math.min(sheet.columns ?? longest, longest);
  const columnWidth = Math.max(...strips.map(({ images }, i) => images.width * scales[i]!));
  const margin = 24 * unit;
  const gap = 10 * unit;
  const titles = strips.map(({ title }) => (title ? textWidth(title, styles.heading) : 0));
  const first = margin + (Math.max(...titles) > 0 ? Math.ceil(Math.max(...titles)) + 16 * unit : 0);
  const columns = Array.from({ length: perRow }, (_, c) => first + c * (columnWidth + gap));

  const titleTop = margin;
  const noteTop = titleTop + (sheet.title ? styles.title.size * CAPITALS + 11 * unit : 0);
  let y = Math.round(noteTop + (sheet.note ? styles.note.size * CAPITALS + 8 * unit : 0));
  if (sheet.title || sheet.note) y += 12 * unit;
  const columnTitleTop = y;
  if (sheet.columnTitles) y += Math.round(styles.heading.size * CAPITALS) + 9 * unit;

  const tiles: Tile[] = [];
  const rowTitles: Layout["rowTitles"] = [];
  for (let from = 0; from < longest; from += perRow) {
    if (from > 0) y += (strips.length > 1 ? 14 : 0) * unit;
    strips.forEach((strip, s) => {
      const { count, height, width } = strip.images;
      if (from >= count) return;
      const [h, w] = [height * scales[s]!, width * scales[s]!];
      if (strip.title) rowTitles.push({ text: strip.title, left: margin, middle: y + h / 2 });
      for (let index = from; index < Math.min(count, from + perRow); index++) {
        const x = columns[index - from]! + Math.floor((columnWidth - w) / 2);
        tiles.push({ strip, index, scale: scales[s]!, box: { x, y, width: w, height: h } });
      }
      y += h + gap + (strip.captions ? Math.round(styles.caption.size * (CAPITALS + DESCENT)) + 5 * unit : 0);
    });
  }
  const header =
    margin +
    Math.ceil(
      Math.max(
        sheet.title ? textWidth(sheet.title, styles.title) : 0,
        sheet.note ? textWidth(sheet.note, styles.note) : 0,
      ),
    );
  const width = Math.max(columns.at(-1)! + columnWidth, header) + margin;
  const rest = { columns, columnWidth, columnTitleTop, left: margin, titleTop, noteTop, styles };
  return { width, height: y - gap + margin, tiles, rowTitles, ...rest };
}

/** The whole factor that brings the longer side nearest to `target`, at least 1. */
const scaleOf = ({ height, width }: CheckedImages, target: number) =>
  Math.max(1, Math.round(target / Math.max(height, width)));
