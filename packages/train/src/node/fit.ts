import { ConfigError, checkedOptions, oneOf, shown } from "@attn/core";
import { type FitOptions, type FitResult, fit as plainFit } from "../fit";
import { checkKinds, fitNames } from "../options";
import { fileCheckpoint } from "./fileCheckpoint";
import { terminalProgress } from "./terminalProgress";

export interface NodeFitOptions<B = undefined> extends Omit<FitOptions<B>, "checkpoint"> {
  /** A path, or another store. */
  checkpoint?: string | FitOptions["checkpoint"];
  /** Whether progress is shown (true by default), or the words before the bar. */
  progress?: boolean | string;
  /**
   * What follows when Ctrl-C (SIGINT) or SIGTERM ended the training and the checkpoint is written: the process ends as
   * the signal would have ended it (`"exit"`, the default), or `fit` returns with `aborted` true (`"return"`). A second
   * signal always ends the process at once; the checkpoint is whole even then.
   */
  onInterrupt?: "exit" | "return";
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** `fit` for a program in a terminal: a progress bar, checkpoints in a file, and Ctrl-C saves before it ends the program. */
export async function fit<B = undefined>(options: NodeFitOptions<B>): Promise<FitResult> {
  const given = checkedOptions("fit", options, [...fitNames, "progress", "onInterrupt"]);
  const { checkpoint, progress = true, onInterrupt: after, signal, observers = [], ...rest } = given;
  const onInterrupt = oneOf("fit", "onInterrupt", after, ["exit", "return"], "exit");
  if (typeof progress !== "boolean" && typeof progress !== "string") {
    throw new ConfigError(`fit: progress must be true, false or a string, got ${shown(progress)}`);
  }
  if (checkpoint === "") throw new ConfigError('fit: checkpoint must be a path or a store, got ""');
  const store = typeof checkpoint === "string" ? fileCheckpoint(checkpoint) : checkpoint;
  checkKinds({ ...given, checkpoint: store } as FitOptions<B>);
  const title = typeof progress === "string" ? { title: progress } : {};
  const interruption = catchSignals();
  try {
    const result = await plainFit({
      ...rest,
      ...(store !== undefined && { checkpoint: store }),
      observers: progress === false ? observers : [terminalProgress(title), ...observers],
      signal: signal ? AbortSignal.any([signal, interruption.signal]) : interruption.signal,
    });
    if (onInterrupt === "exit") interruption.pass(store && `Saved to ${store.name}; run the same again to go on.\n`);
    return result;
  } finally {
    interruption.release();
  }
}

/** The first signal aborts; a second one meets no listener of ours. */
function catchSignals() {
  const controller = new AbortController();
  let caught: NodeJS.Signals | undefined;
  const release = () => signals.forEach((name) => void process.removeListener(name, onSignal));
  const onSignal = (name: NodeJS.Signals) => {
    caught = name;
    release();
    controller.abort();
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release,
    /** If a signal was caught, says so and lets it end the process as it would have without us. */
    pass(message: string | undefined) {
      if (!caught) return;
      if (message) process.stderr.write(message);
      process.kill(process.pid, caught);
    },
  };
}
