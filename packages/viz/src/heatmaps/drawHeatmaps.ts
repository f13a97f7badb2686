import { fill, type Picture } from "../drawing/canvas";
import { HAIRLINE, paper } from "../drawing/look";
import { CAPITALS } from "../text/font";
import { drawText, drawTextUp, fitText, textWidth } from "../text/text";
import type { Heatmaps } from "./heatmaps";
import type { Layout, PlacedPanel } from "./layout";

export function drawHeatmaps({ title, note }: Heatmaps, layout: Layout): Picture {
  const picture = paper("heatmaps", "picture", layout.width, layout.height, "cellSize");
  const { styles, left, titleTop, noteTop } = layout;
  if (title) drawText(picture, title, left, titleTop, styles.title);
  if (note) drawText(picture, note, left, noteTop, styles.note);
  for (const placed of layout.panels) {
    drawCells(picture, placed, layout);
    drawLabels(picture, placed, layout);
  }
  return picture;
}

function drawCells(picture: Picture, { panel, box }: PlacedPanel, { cell, unit }: Layout): void {
  const { x, y, width, height } = box;
  fill(picture, { x: x - unit, y: y - unit, width: width + 2 * unit, height: height + 2 * unit }, HAIRLINE);
  for (let row = 0; row < panel.rows; row++) {
    for (let column = 0; column < panel.columns; column++) {
      const square = { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
      fill(picture, square, panel.paint(row * panel.columns + column));
    }
  }
}

function drawLabels(picture: Picture, { panel, box }: PlacedPanel, { styles, unit }: Layout): void {
  const { heading, caption } = styles;
  if (panel.title) {
    const top = box.y - 8 * unit - heading.size * CAPITALS;
    drawText(picture, fitText(panel.title, box.width, heading), box.x, top, heading);
  }
  if (panel.x) {
    const text = fitText(panel.x, box.width, caption);
    drawText(picture, text, box.x + (box.width - textWidth(text, caption)) / 2, box.y + box.height + 6 * unit, caption);
  }
  if (panel.y) {
    const text = fitText(panel.y, box.height, caption);
    const bottom = box.y + (box.height + textWidth(text, caption)) / 2;
    drawTextUp(picture, text, box.x - 7 * unit - caption.size * CAPITALS, bottom, caption);
  }
}
