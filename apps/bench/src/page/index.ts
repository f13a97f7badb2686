// The page: the benchmark's suites for anyone's browser. METHOD.md says what it promises.
import { parseReport } from "../parseReport";
import type { Report } from "../report";
import { runtimeVersions } from "../runtimeVersions";
import type { Result } from "../types";
import { checkClock } from "./clock";
import { byId } from "./element";
import { choice, machineName, makeForm, setRunning } from "./form";
import { keptNames, keptReport } from "./kept";
import { machine } from "./machine";
import { endProgress, fillBar, progressView } from "./progressView";
import { download, makeResultsView, offerReports, showReport } from "./resultsView";
import { runSuites } from "./runSuites";

/** Of the packages that are built into this page. */
declare const VERSIONS: Record<string, string>;

let current: AbortController | undefined;
let count = 0;

makeForm(
  () => void run(),
  () => current?.abort(),
);
makeResultsView((name) => void showKept(name));
void offerKept();
byId("download").addEventListener("click", download);
byId("open").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", () => void openFiles(byId<HTMLInputElement>("file")));

async function run(): Promise<void> {
  const { signal } = (current = new AbortController());
  const asked = choice();
  setRunning(true);
  tellError("");
  const view = progressView();
  try {
    const { measured, cases } = shownAs(`this browser, run ${++count}`, await machine(machineName()));
    checkClock(asked.sampleMs);
    await runSuites(asked, { ...view, measured }, signal);
    if (!signal.aborted) fillBar();
    endProgress(`${signal.aborted ? "Cancelled" : "Done"}: ${cases() === 1 ? "1 case" : `${cases()} cases`} measured`);
  } catch (error) {
    endProgress("Stopped: what was measured before is kept");
    tellError((error as Error).message);
  } finally {
    setRunning(false);
  }
}

/** A report that grows, and is shown as it does. */
function shownAs(name: string, machine: Report["machine"]) {
  let report: Report = { machine, versions: VERSIONS, date: new Date().toISOString(), results: [] };
  return {
    measured(rows: readonly Result[]): void {
      const versions = { ...report.versions, ...runtimeVersions(rows.map(({ runtime }) => runtime)) };
      report = { ...report, versions, results: [...report.results, ...rows] };
      showReport(name, report);
    },
    cases: () => new Set(report.results.map((row) => row.case)).size,
  };
}

/** The newest of the kept results is shown at once; of the others, the names. */
async function offerKept(): Promise<void> {
  try {
    const names = await keptNames();
    offerReports(names);
    if (names.length > 0) await showKept(names[0]!);
  } catch (error) {
    tellError((error as Error).message);
  }
}

async function showKept(name: string): Promise<void> {
  try {
    showReport(name, await keptReport(name));
  } catch (error) {
    tellError(`${name}: ${(error as Error).message}`);
  }
}

async function openFiles(input: HTMLInputElement): Promise<void> {
  tellError("");
  for (const file of input.files ?? []) {
    try {
      showReport(file.name, parseReport(await file.text()));
    } catch (error) {
      tellError(`${file.name}: ${(error as Error).message}`);
    }
  }
  input.value = ""; // the same file can be opened again
}

function tellError(text: string): void {
  byId("error").textContent = text;
}
