// What heat maps must be, before anything is drawn.
import { ConfigError, checkedCount, checkedOptions, ShapeError, shown } from "@attn/core";
import { Tensor } from "@tensorflow/tfjs-core";
import { type Painter, painter } from "../colors/painter";
import type { Heatmaps, Matrix, Panel } from "./heatmaps";

const who = "heatmaps";
const names = ["panels", "title", "note", "columns", "cellSize", "density"] as const;
const panelNames = ["values", "title", "x", "y", "range", "colors"] as const;

export interface CheckedPanel extends Pick<Panel, "title" | "x" | "y"> {
  rows: number;
  columns: number;
  /** By the number's place in row-major order. */
  paint: Painter;
}

/** The panels, their numbers read. @throws ConfigError, ShapeError */
export function checkedPanels(options: Heatmaps): CheckedPanel[] {
  const { panels } = checkedOptions(who, options, names, "options");
  if (!Array.isArray(panels) || panels.length === 0) {
    throw new ConfigError(`${who}: panels must be a list with at least one panel, got ${shown(panels)}`);
  }
  for (const name of ["title", "note"] as const) checkText(name, options[name]);
  for (const name of ["columns", "cellSize", "density"] as const) {
    if (options[name] !== undefined) checkedCount(who, name, options[name], 1);
  }
  return Array.from(panels as Panel[], (panel, i) => checkedPanel(panel, `panels[${i}]`));
}

function checkedPanel(panel: Panel, place: string): CheckedPanel {
  const { values, range, colors, ...texts } = checkedOptions(who, panel, panelNames, place);
  for (const name of ["title", "x", "y"] as const) checkText(`${place}.${name}`, texts[name]);
  const { data, rows, columns } = checkedMatrix(`${who}: ${place}.values`, values);
  return { ...texts, rows, columns, paint: painter(who, place, data, { range, colors }) };
}

function checkedMatrix(name: string, values: Matrix) {
  const shape = values?.shape;
  const good = Array.isArray(shape) && shape.length === 2 && [...shape].every((n) => Number.isSafeInteger(n) && n > 0);
  if (!good) {
    const got = shape === undefined ? shown(values) : shown(shape);
    throw new ShapeError(`${name} must be [rows, columns] with no dimension 0, got ${got}`);
  }
  if (values instanceof Tensor && values.isDisposed) throw new ShapeError(`${name} must not be disposed`);
  const data = values instanceof Tensor ? values.dataSync() : values.data;
  const [rows, columns] = shape as [number, number];
  if (typeof data !== "object" || data?.length !== rows * columns) {
    throw new ShapeError(`${name} must have as many numbers as ${shown(shape)} says, got ${data?.length}`);
  }
  return { data, rows, columns };
}

function checkText(name: string, text: string | undefined): void {
  if (text !== undefined && typeof text !== "string") {
    throw new ConfigError(`${who}: ${name} must be a string, got ${shown(text)}`);
  }
}
