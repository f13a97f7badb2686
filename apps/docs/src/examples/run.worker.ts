// Runs one example, once, on a thread of its own: it is ended by ending the worker.
import { Tensor } from "@tensorflow/tfjs-core";
import { compile, lineOf } from "./compile";
import { lock } from "./lock";
import { load } from "./modules";
import { shownAs } from "./picture";
import { MOST_LINES, type Shown, type Told } from "./told";

const post = self.postMessage.bind(self) as (told: Told) => void;
let lines = 0;
let failed = false;

self.onmessage = async ({ data: code }: MessageEvent<string>) => {
  self.onmessage = null;
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  try {
    const { program, imports } = compile(code);
    const modules = await load(imports, /\b(ready|registerTrainingKernels)\b/.test(code), (shown) =>
      line("log", shown),
    );
    Tensor.prototype.print = function print(this: Tensor) {
      line("log", shownAs(this));
    };
    lock();
    post({ type: "running" });
    const begin = performance.now();
    await program((name) => modules.get(name)!, {}, consoleHere, show);
    post({ type: "done", ms: performance.now() - begin });
  } catch (error) {
    fail(error);
  }
};

/** Once: the page ends the worker then. */
function fail(error: unknown): void {
  if (failed) return;
  failed = true;
  const { name, message } = error instanceof Error ? error : { name: "thrown", message: String(error) };
  const at = lineOf(error);
  post({ type: "failed", name, message, ...(at !== undefined && { line: at }) });
}

function line(level: "log" | "warn" | "error", shown: Shown[]): void {
  lines++;
  if (lines < MOST_LINES) post({ type: "line", level, shown });
  if (lines === MOST_LINES)
    post({ type: "line", level: "warn", shown: [{ kind: "text", text: "… what is told after this is not shown" }] });
}

/** Shows a tensor, a picture, or anything else below the code. */
const show = (x: unknown, title?: unknown): void =>
  line("log", shownAs(x, { title: title === undefined ? "" : String(title), always: true }));

/** Text of one call on one line. */
function log(level: "log" | "warn" | "error", values: readonly unknown[]): void {
  const all = values.flatMap((value) => shownAs(value));
  const shown: Shown[] = [];
  for (const one of all) {
    const last = shown.at(-1);
    if (one.kind === "text" && last?.kind === "text") last.text += ` ${one.text}`;
    else shown.push(one);
  }
  line(level, shown);
}

const consoleHere = {
  ...console,
  log: (...values: unknown[]) => log("log", values),
  info: (...values: unknown[]) => log("log", values),
  debug: (...values: unknown[]) => log("log", values),
  table: (...values: unknown[]) => log("log", values),
  warn: (...values: unknown[]) => log("warn", values),
  error: (...values: unknown[]) => log("error", values),
};
