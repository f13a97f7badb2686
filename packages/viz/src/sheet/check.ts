// What a contact sheet must be, before anything is drawn.
import { ConfigError, checkedCount, checkedOptions, shown } from "@attn/core";
import { checkColor } from "../drawing/canvas";
import type { Sheet, Strip } from "./contactSheet";
import { checkedImages } from "./images";
import type { CheckedStrip } from "./layout";
import type { Outline } from "./outline";

const who = "contactSheet";
const sheetNames = ["strips", "title", "note", "columnTitles", "columns", "tileSize", "density"] as const;
const stripNames = ["images", "title", "captions", "outlines", "range", "colors"] as const;

/** The strips of a sheet, their images read. @throws ConfigError, ShapeError */
export function checkedStrips(sheet: Sheet): CheckedStrip[] {
  const { strips, columnTitles } = checkedOptions(who, sheet, sheetNames, "sheet");
  if (!Array.isArray(strips) || strips.length === 0) {
    throw new ConfigError(`${who}: strips must be a list with at least one strip, got ${shown(strips)}`);
  }
  for (const name of ["title", "note"] as const) checkText(name, sheet[name]);
  if (columnTitles !== undefined) checkTexts("columnTitles", columnTitles);
  for (const name of ["columns", "tileSize", "density"] as const) {
    if (sheet[name] !== undefined) checkedCount(who, name, sheet[name], 1);
  }
  return Array.from(strips as Strip[], (strip, i) => checkedStrip(strip, `strips[${i}]`));
}

function checkedStrip(strip: Strip, name: string): CheckedStrip {
  const { title, captions, outlines } = checkedOptions(who, strip, stripNames, name);
  const images = checkedImages(`${who}: ${name}.images`, strip.images);
  checkText(`${name}.title`, title);
  if (captions !== undefined) checkTexts(`${name}.captions`, captions, images.count);
  if (outlines !== undefined) checkOutlines(`${name}.outlines`, outlines, images.count);
  return { ...strip, images };
}

function checkText(name: string, text: string | undefined): void {
  if (text !== undefined && typeof text !== "string") fail(name, "a string", text);
}

function checkTexts(name: string, texts: readonly string[], count?: number): void {
  checkList(name, texts, count);
  texts.forEach((text, i) => void (typeof text === "string" || fail(`${name}[${i}]`, "a string", text)));
}

function checkList(name: string, list: unknown, count: number | undefined): asserts list is unknown[] {
  if (!Array.isArray(list)) fail(name, "a list", list);
  if (count !== undefined && list.length !== count) fail(name, `one for each of ${count} images`, list.length);
}

function checkOutlines(name: string, outlines: NonNullable<Strip["outlines"]>, count: number): void {
  checkList(name, outlines, count);
  outlines.forEach((some, i) => {
    if (Array.isArray(some)) some.forEach((outline, k) => void checkOutline(`${name}[${i}][${k}]`, outline));
    else if (some !== undefined) checkOutline(`${name}[${i}]`, some as Outline);
  });
}

function checkOutline(name: string, outline: Outline): void {
  const { points, top = 0, color, width = 0 } = checkedOptions(who, outline, ["points", "top", "color", "width"], name);
  if (!Array.isArray(points) || points.length === 0 || !Array.from(points).every(isPoint)) {
    fail(`${name}.points`, "a list of at least one [x, y]", points);
  }
  checkedCount(who, `${name}.top`, top);
  if (!(typeof width === "number" && width >= 0)) fail(`${name}.width`, "a number from 0", width);
  if (color !== undefined) checkColor(`${who}: ${name}.color`, color);
}

/** NaN is one, too: it is not drawn. */
const isPoint = (point: unknown) =>
  Array.isArray(point) && point.length === 2 && typeof point[0] === "number" && typeof point[1] === "number";

function fail(name: string, wanted: string, got: unknown): never {
  throw new ConfigError(`${who}: ${name} must be ${wanted}, got ${shown(got)}`);
}
