// Where everything stands; all lengths in pixels of the result.
import type { Rectangle } from "../drawing/canvas";
import { stylesOf } from "../drawing/look";
import { CAPITALS, DESCENT } from "../text/font";
import { type TextStyle, textWidth } from "../text/text";
import type { CheckedPanel } from "./check";
import type { Heatmaps } from "./heatmaps";

export interface PlacedPanel {
  panel: CheckedPanel;
  /** The squares alone. */
  box: Rectangle;
}

export interface Layout {
  width: number;
  height: number;
  panels: PlacedPanel[];
  /** Pixels a side of a square, and of a point. */
  cell: number;
  unit: number;
  left: number;
  titleTop: number;
  noteTop: number;
  styles: ReturnType<typeof stylesOf>;
}

export function layOut(options: Heatmaps, panels: readonly CheckedPanel[]): Layout {
  const { title, note, columns = 1, cellSize = 8, density: unit = 1 } = options;
  const [cell, margin, styles] = [cellSize * unit, 24 * unit, stylesOf(unit)];
  const noteTop = margin + (title ? tall(styles.title) + 11 * unit : 0);
  const top = Math.round(noteTop + (note ? tall(styles.note) + 8 * unit : 0) + (title || note ? 12 * unit : 0));

  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, r) =>
    panels.slice(r * columns, (r + 1) * columns),
  );
  const lefts = columnLefts(rows, { cell, unit, margin, label: tall(styles.caption) + 7 * unit });
  const placed: PlacedPanel[] = [];
  let y = top;
  for (const row of rows) {
    if (row.some((panel) => panel.title)) y += tall(styles.heading) + 8 * unit;
    row.forEach((panel, c) => {
      placed.push({ panel, box: { x: lefts[c]!, y, width: panel.columns * cell, height: panel.rows * cell } });
    });
    y += Math.max(...row.map((panel) => panel.rows)) * cell;
    if (row.some((panel) => panel.x)) y += tall(styles.caption) + Math.ceil(DESCENT * styles.caption.size) + 6 * unit;
    y += 18 * unit;
  }
  const header = Math.max(title ? textWidth(title, styles.title) : 0, note ? textWidth(note, styles.note) : 0);
  const right = Math.max(...placed.map(({ box }) => box.x + box.width), margin + Math.ceil(header));
  const size = { width: right + margin, height: y - 18 * unit + margin };
  return { ...size, panels: placed, cell, unit, left: margin, titleTop: margin, noteTop, styles };
}

/** Where the squares of each column of panels begin: right of the labels, if one has any. */
function columnLefts(
  rows: readonly (readonly CheckedPanel[])[],
  { cell, unit, margin, label }: { cell: number; unit: number; margin: number; label: number },
): number[] {
  let x = margin;
  return rows[0]!.map((_, c) => {
    const column = rows.flatMap((row) => row[c] ?? []);
    const left = x + (column.some(({ y }) => y) ? label : 0);
    x = left + Math.max(...column.map(({ columns }) => columns)) * cell + 22 * unit;
    return left;
  });
}

/** The height of a line's capitals. */
const tall = ({ size }: TextStyle) => Math.round(size * CAPITALS);
