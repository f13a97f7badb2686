// Reports that were measured or opened, and what is shown of the chosen one.
import { fileName } from "../fileName";
import type { Report } from "../report";
import type { Result } from "../types";
import { caseChart, overview } from "./chart";
import { byId, element } from "./element";
import { grouped } from "./grouped";
import { fillTable } from "./table";

/** By name; those that are only offered are not loaded yet. */
const reports = new Map<string, Report | undefined>();
/** What a report's rows are chosen by. */
const selects = ["run-of", "suite", "peer"];
const select = (id: string) => byId<HTMLSelectElement>(id);

/** `load` is asked for a report that was offered, when it is chosen, and calls `showReport`. */
export function makeResultsView(load: (name: string) => void): void {
  for (const id of selects) select(id).addEventListener("change", show);
  byId("part").addEventListener("input", show);
  select("shown").addEventListener("change", ({ currentTarget }) => {
    const { value } = currentTarget as HTMLSelectElement;
    if (reports.get(value)) show();
    else load(value);
  });
  let width = 0;
  new ResizeObserver(([entry]) => {
    if (Math.abs(width - entry!.contentRect.width) < 1) return;
    width = entry!.contentRect.width;
    show();
  }).observe(byId("results"));
  show();
}

/** Names of reports that can be loaded. */
export function offerReports(names: readonly string[]): void {
  for (const name of names) reports.set(name, undefined);
}

/** Shows a report under a name; one of the same name is replaced. */
export function showReport(name: string, report: Report): void {
  reports.set(name, report);
  fill("shown", [...reports.keys()], name);
  show();
}

/** The one that is shown. */
const shownReport = (): Report | undefined => reports.get(select("shown").value);

function show(): void {
  const report = shownReport();
  byId<HTMLButtonElement>("download").disabled = report === undefined;
  for (const id of ["shown", ...selects]) select(id).disabled = report === undefined;
  byId("about").textContent = report ? about(report) : "";
  const results = report ? chosen(report) : [];
  byId("empty").hidden = results.length > 0;
  byId("shown-results").hidden = results.length === 0;
  if (results.length > 0) draw(results);
}

/** Of the runtime, the suite and the peer that are selected, with the words that are typed; each selection has what the report has. */
function chosen({ results }: Report): Result[] {
  const names = (of: (row: Result) => string) => [...new Set(results.map(of))];
  fill("run-of", ["all", ...names(({ run }) => run)]);
  fill("suite", ["all", ...names(({ suite }) => suite)]);
  fill("peer", ["all", ...names(({ implementation }) => implementation).filter((name) => name !== "attn")]);
  const [run, suite, peer] = selects.map((id) => select(id).value);
  const parts = byId<HTMLInputElement>("part")
    .value.split(",")
    .map((part) => part.trim().toLowerCase());
  return results.filter(
    (row) =>
      (run === "all" || row.run === run) &&
      (suite === "all" || row.suite === suite) &&
      parts.some((part) => row.case.toLowerCase().includes(part)) &&
      (peer === "all" || row.implementation === peer || row.implementation === "attn"),
  );
}

function draw(results: readonly Result[]): void {
  const cases = grouped(results, (row) => (runs(results) > 1 ? `${row.case}, ${row.run}` : row.case));
  for (const rows of cases.values()) rows.sort((a, b) => a.medianMs - b.medianMs);
  byId("all").hidden = !results.some(({ vsAttn }) => vsAttn);
  if (!byId("all").hidden) {
    byId("overview").replaceChildren(overview(results, Math.min(byId("overview").clientWidth, 760)));
  }
  const figures = [...cases.keys()].map((name) => element("figure", {}, element("figcaption", {}, name)));
  byId("charts").replaceChildren(...figures);
  const width = figures[0]!.clientWidth;
  for (const [i, [name, rows]] of [...cases].entries()) figures[i]!.append(caseChart(name, rows, width));
  fillTable(byId<HTMLTableElement>("table"), cases);
}

const runs = (results: readonly Result[]): number => new Set(results.map(({ run }) => run)).size;

function about(report: Report): string {
  const { machine, versions, date } = report;
  const cores = `${machine.cores} ${machine.cores === 1 ? "core" : "cores"}`;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [`${machine.cpu}, ${cores}, ${machine.platform}`, date.slice(0, 16).replace("T", " "), ...packages].join(
    " \u00b7 ",
  );
}

/** Keeps what is selected where it is still there. */
function fill(id: string, names: readonly string[], selected = select(id).value): void {
  select(id).replaceChildren(...names.map((name) => element("option", { value: name }, name)));
  select(id).value = names.includes(selected) ? selected : names[0]!;
}

/** Hands the shown report to the user as a file. */
export function download(): void {
  const report = shownReport();
  if (!report) return;
  const blob = new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: "application/json" });
  const href = URL.createObjectURL(blob);
  element("a", { href, download: `${fileName(report)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
