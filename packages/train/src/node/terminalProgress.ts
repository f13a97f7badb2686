import { ConfigError, checkedOptions, shown } from "@attn/core";
import { Presets, SingleBar } from "cli-progress";
import type { FitObserver } from "../fit";

export interface TerminalProgressOptions {
  /** Words before the bar. */
  title?: string;
  /** Where it is drawn: standard error by default. */
  stream?: TerminalStream;
}

/** What is used of a stream; `process.stdout` and `process.stderr` have it. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A bar in a terminal; elsewhere (a log file, CI) a line at each evaluation and every ten seconds. @throws ConfigError for other options */
export function terminalProgress(options: TerminalProgressOptions = {}): FitObserver {
  const { title = "", stream = process.stderr } = checkedOptions("terminalProgress", options, ["title", "stream"]);
  if (typeof title !== "string") throw new ConfigError(`terminalProgress: title must be a string, got ${shown(title)}`);
  if (typeof stream?.write !== "function") {
    throw new ConfigError(`terminalProgress: stream must be a stream, got ${shown(stream)}`);
  }
  return stream.isTTY ? bar(title, stream) : lines(title, stream);
}

function bar(title: string, stream: TerminalStream): FitObserver {
  const format = `${title && `${title} `}{bar} {value}/{total} | {eta_formatted} left | {numbers}`;
  const display = new SingleBar(
    { format, stream: stream as NodeJS.WriteStream, etaBuffer: 50, barsize: 24 },
    Presets.shades_grey,
  );
  let evaluation = {};
  return {
    onStart: ({ step, steps }) => display.start(steps, step, { numbers: "" }),
    onStep: ({ step, loss, metrics }) =>
      display.update(step + 1, { numbers: numbers({ loss, ...metrics, ...evaluation }) }),
    onEvaluation: ({ step: _, ...metrics }) => void (evaluation = metrics),
    onEnd: () => display.stop(),
  };
}

const tenSeconds = 10_000;

function lines(title: string, stream: TerminalStream): FitObserver {
  const write = (text: string) => void stream.write(`${title && `${title}: `}${text}\n`);
  let last = performance.now();
  return {
    onStart: ({ step, steps }) => write(step > 0 ? `going on from step ${step} of ${steps}` : `${steps} steps`),
    onStep({ step, steps, loss, metrics }) {
      if (performance.now() - last < tenSeconds) return;
      last = performance.now();
      write(`step ${step + 1}/${steps} ${numbers({ loss, ...metrics })}`);
    },
    onEvaluation: ({ step, ...metrics }) => write(`step ${step} ${numbers(metrics)}`),
  };
}

const numbers = (values: Record<string, number>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toPrecision(4)}`)
    .join(" ");
