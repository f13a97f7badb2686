// Results as rows, case by case, the fastest first.
import type { Result } from "../types";
import { element } from "./element";
import { short } from "./short";

/** `wide` columns are left out where there is no room; the variant stands below the name there. */
const columns: { title: string; kind: string; of(row: Result): string }[] = [
  { title: "Variant", kind: "wide", of: ({ variant }) => variant },
  { title: "Median, ms", kind: "number", of: ({ medianMs }) => ms(medianMs) },
  { title: "Quartiles", kind: "number wide", of: ({ q1Ms, q3Ms }) => `${ms(q1Ms)} to ${ms(q3Ms)}` },
  { title: "Runs", kind: "number wide", of: ({ runs }) => String(runs) },
  { title: "\u00d7 attn", kind: "number", of: ({ vsAttn }) => (vsAttn ? short(vsAttn.ratio) : "") },
  {
    title: "95 %",
    kind: "number",
    of: ({ vsAttn }) => (vsAttn ? `${short(vsAttn.low)} to ${short(vsAttn.high)}` : ""),
  },
  { title: "Runtime", kind: "wide", of: ({ runtime }) => runtime },
];

export function fillTable(table: HTMLTableElement, cases: ReadonlyMap<string, readonly Result[]>): void {
  const titles = columns.map(({ title, kind }) => element("th", { scope: "col", class: kind }, title));
  const head = element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Who"), ...titles));
  table.replaceChildren(head, ...[...cases].map(([name, rows]) => bodyOf(name, rows)));
}

function bodyOf(name: string, rows: readonly Result[]): HTMLTableSectionElement {
  const title = element("th", { colspan: String(columns.length + 1), scope: "rowgroup" }, name);
  return element("tbody", {}, element("tr", {}, title), ...rows.map(rowOf));
}

function rowOf(row: Result): HTMLTableRowElement {
  const ours = row.implementation === "attn" ? { class: "ours" } : {};
  const cells = columns.map(({ kind, of }) => element("td", { class: kind }, of(row)));
  const variant = element("span", { class: "narrow" }, row.variant);
  return element("tr", {}, element("th", { scope: "row", ...ours }, row.implementation, variant), ...cells);
}

const ms = (value: number): string => (value < 1 ? value.toFixed(4) : value.toFixed(value < 100 ? 2 : 0));
