// Results as pictures: how many times as long as attn's fastest variant each takes, on a logarithmic axis.
import * as Plot from "@observablehq/plot";
import type { Result } from "../types";
import { grouped } from "./grouped";
import { short } from "./short";

type Rated = Result & { vsAttn: NonNullable<Result["vsAttn"]> };

/** For names beside the axis: pixels of a character, and at most. */
const CHARACTER = 6.6;
const WIDEST = 200;
const accent = "var(--accent)";
const colorOf = ({ implementation }: Result) => (implementation === "attn" ? accent : "var(--peer)");

/** All cases in one: a dot for each, by who. */
export function overview(results: readonly Result[], width: number): Element {
  const rows = results.filter(isRated);
  const names = [...grouped(rows, nameOf)].map(([name, own]) => ({ name, mean: geometricMean(own) }));
  names.sort((a, b) => a.mean - b.mean);
  return picture({
    ...frame(
      width,
      names.map(({ name }) => name),
    ),
    ariaLabel: `Of each, over all cases, how many times as long as attn: ${names.map(({ name, mean }) => `${name} ${short(mean)}`).join(", ")}`,
    marks: [
      Plot.gridX({ strokeOpacity: 0.1 }),
      Plot.ruleX([1], { stroke: accent, strokeDasharray: "3,3" }),
      Plot.dotX(rows, {
        ...{ x: ({ vsAttn }: Rated) => vsAttn.ratio, y: nameOf, fill: colorOf, r: 3.5, fillOpacity: 0.55 },
        title: (row: Rated) => `${row.case}: ${short(row.vsAttn.ratio)}`,
      }),
      Plot.tickX(names, { x: "mean", y: "name", stroke: "currentColor", strokeWidth: 2 }),
    ],
  });
}

/** One case: dots with their intervals; times where nothing can be divided by attn's. */
export function caseChart(name: string, results: readonly Result[], width: number): Element {
  const rated = results.every(isRated);
  const range = (row: Result): [number, number, number] =>
    rated ? [row.vsAttn!.low, row.vsAttn!.ratio, row.vsAttn!.high] : [row.q1Ms, row.medianMs, row.q3Ms];
  const at = (i: 0 | 1 | 2) => (row: Result) => range(row)[i];
  const label = (row: Result) => `${short(range(row)[1])}${rated ? "" : " ms"}`;
  return picture({
    ...frame(width, results.map(nameOf), rated ? undefined : "milliseconds"),
    ariaLabel: `${name}: ${results.map((row) => `${nameOf(row)} ${label(row)}`).join(", ")}`,
    marks: [
      ...(rated ? [Plot.ruleX([1], { stroke: accent, strokeDasharray: "3,3" })] : []),
      Plot.ruleY(results, { x1: at(0), x2: at(2), y: nameOf, stroke: colorOf, strokeWidth: 2 }),
      Plot.dot(results, { x: at(1), y: nameOf, fill: colorOf, r: 4 }),
      Plot.text(results, { x: at(2), y: nameOf, text: label, dx: 9, textAnchor: "start", fill: "currentColor" }),
    ],
  });
}

/** One picture to a screen reader, which reads its label alone. */
function picture(options: Plot.PlotOptions): Element {
  const svg = Plot.plot(options);
  svg.setAttribute("role", "img");
  for (const part of svg.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
  return svg;
}

const isRated = (row: Result): row is Rated => row.vsAttn !== undefined;

function frame(width: number, names: readonly string[], label = "times as long as attn"): Plot.PlotOptions {
  const marginLeft = Math.min(WIDEST, 16 + CHARACTER * Math.max(...names.map(({ length }) => length)));
  const ticks = Math.max(2, Math.floor((width - marginLeft) / 70));
  return {
    ...{ width, marginLeft, marginRight: 56, marginTop: 6, marginBottom: 34, height: 40 + 22 * names.length },
    x: { type: "log", label, insetLeft: 8, ticks, tickFormat: tick },
    y: { label: null, domain: names },
    style: { background: "transparent", fontSize: "12px", fontFamily: "inherit", overflow: "visible" },
  };
}

/** `wasm gather` of tfjs-wasm is `gather`: the name says the rest. Of PyTorch only the fastest variant is in the results. */
function nameOf({ implementation, variant }: Result): string {
  if (implementation.startsWith("pytorch")) return implementation;
  const words = variant.split(" ").filter((word) => !implementation.endsWith(word));
  return [implementation, ...words].join(" ");
}

function geometricMean(rows: readonly Rated[]): number {
  return Math.exp(rows.reduce((sum, { vsAttn }) => sum + Math.log(vsAttn.ratio), 0) / rows.length);
}

/** On an axis, where zeros say nothing. */
const tick = (value: number): string => String(Number(value.toPrecision(3)));
