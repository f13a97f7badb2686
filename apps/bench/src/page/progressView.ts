// The page's progress: a bar, what is done now, how long it may take, and who is left out.
import { byId, element } from "./element";
import { type Progress, timeLeft } from "./progress";
import type { Watcher } from "./runSuites";

/** More often than this nobody reads it, and showing it would take time from those who are measured. */
const REFRESH_MS = 200;

const bar = () => byId<HTMLProgressElement>("bar");
const write = (id: string, text: string) => {
  if (byId(id).textContent !== text) byId(id).textContent = text; // a screen reader says what is written anew
};

/** Begins to show a run. */
export function progressView(): Omit<Watcher, "measured"> {
  const began = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  byId("progress").hidden = false;
  byId("notes").hidden = true;
  byId("notes").querySelector("ul")!.replaceChildren();
  show({ part: 0, cases: "Starting", now: "" });

  function show({ part, cases, now }: Progress): void {
    bar().value = part;
    write("status", cases);
    write("now", now);
    write("left", timeLeft(part, performance.now() - began));
  }
  return {
    say: note,
    starting: ({ implementation, variant }) => write("now", `starting ${implementation} (${variant})`),
    at(progress) {
      const time = performance.now();
      if (time - shown < REFRESH_MS) return;
      shown = time;
      show(progress);
    },
  };
}

/** Says how the run ended. */
export function endProgress(text: string): void {
  write("status", text);
  write("now", "");
  write("left", "");
}

export const fillBar = (): void => void (bar().value = 1);

/** What is said of several cases stands there once. */
function note(line: string): void {
  const notes = byId("notes");
  const list = notes.querySelector("ul")!;
  if ([...list.children].some(({ textContent }) => textContent === line)) return;
  list.append(element("li", {}, line));
  notes.hidden = false;
  notes.querySelector("summary")!.textContent = `Left out or not timed: ${list.childElementCount}`;
}
