// The page: the benchmark's suites for anyone's browser. METHOD.md says what it promises.
import { parseReport } from "../parseReport";
import type { Report } from "../report";
import { runtimeVersions } from "../runtimeVersions";
import { byId } from "./element";
import { choice, machineName, makeForm, setRunning } from "./form";
import { machine } from "./machine";
import { endProgress, fillBar, progressView } from "./progressView";
import { download, makeResultsView, showReport } from "./resultsView";
import { runSuites } from "./runSuites";

/** Of the packages that are built into this page. */
declare const VERSIONS: Record<string, string>;

let current: AbortController | undefined;
let count = 0;

makeForm(
  () => void run(),
  () => current?.abort(),
);
makeResultsView();
byId("download").addEventListener("click", download);
byId("open").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", () => void openFiles(byId<HTMLInputElement>("file")));

async function run(): Promise<void> {
  const { signal } = (current = new AbortController());
  const name = `this browser, run ${++count}`;
  let report: Report = {
    ...{ machine: await machine(machineName()), versions: VERSIONS, date: new Date().toISOString(), results: [] },
  };
  setRunning(true);
  tellError("");
  const view = progressView();
  try {
    const measured = (rows: Report["results"]) => {
      const versions = { ...report.versions, ...runtimeVersions(rows.map(({ runtime }) => runtime)) };
      report = { ...report, versions, results: [...report.results, ...rows] };
      showReport(name, report);
    };
    await runSuites(choice(), { ...view, measured: (rows) => measured([...rows]) }, signal);
    const { size } = new Set(report.results.map((row) => row.case));
    const cases = size === 1 ? "1 case measured" : `${size} cases measured`;
    if (!signal.aborted) fillBar();
    endProgress(signal.aborted ? `Cancelled: ${cases}` : `Done: ${cases}`);
  } catch (error) {
    endProgress("Stopped: what was measured before is kept");
    tellError((error as Error).message);
  } finally {
    setRunning(false);
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
