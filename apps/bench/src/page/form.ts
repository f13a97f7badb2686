// What is to be measured: the page's form.
import { groupsOf, suites } from "../suites";
import type { Implementation } from "../types";
import { byId, element } from "./element";
import { inBrowsers } from "./entrants";
import type { Choice } from "./runSuites";

const form = () => byId<HTMLFormElement>("choice");
const input = (id: string) => byId<HTMLInputElement>(id);

/** Fills it in; `run` and `cancel` are what its buttons do. */
export function makeForm(run: () => void, cancel: () => void): void {
  for (const name of Object.keys(suites)) {
    byId("suites").append(checkbox("suite", name, `${name} (${casesOf([name])})`, name === "gemm"));
  }
  for (const name of inBrowsers) byId("peers").append(checkbox("peer", name, name, true));
  form().addEventListener("input", tellCount);
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  byId("cancel").addEventListener("click", cancel);
  tellCount();
}

export const choice = (): Choice => ({
  suites: checked("suite"),
  filter: filter(),
  implementations: checked("peer") as Implementation[],
  rounds: input("rounds").valueAsNumber,
  sampleMs: input("sample-ms").valueAsNumber,
});

/** What the user calls this machine. */
export const machineName = (): string => input("machine").value.trim();

/** While a run is on, nothing but Cancel can be pressed. */
export function setRunning(running: boolean): void {
  for (const control of form().querySelectorAll<HTMLInputElement | HTMLButtonElement>("input, button")) {
    control.disabled = running !== (control.id === "cancel");
  }
  if (!running) tellCount();
  byId(running ? "cancel" : "run").focus(); // the button that was pressed is disabled now
}

function checkbox(group: string, value: string, text: string, on: boolean): HTMLLabelElement {
  const box = element("input", { type: "checkbox", name: group, value });
  box.checked = on;
  return element("label", {}, box, text);
}

const checked = (group: string): string[] =>
  [...form().querySelectorAll<HTMLInputElement>(`[name=${group}]:checked`)].map(({ value }) => value);

/** Spaces beside the commas mean nothing; what is empty is no part. */
const filter = (): string =>
  input("filter")
    .value.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(",");

const casesOf = (names: readonly string[], part = ""): number =>
  groupsOf(names, part).reduce((sum, { works }) => sum + works.length, 0);

function tellCount(): void {
  const count = casesOf(checked("suite"), filter());
  const nobody = checked("peer").length === 0;
  byId("count").textContent = nobody ? "Nobody takes part." : count === 1 ? "1 case" : `${count} cases`;
  byId<HTMLButtonElement>("run").disabled = count === 0 || nobody;
}
