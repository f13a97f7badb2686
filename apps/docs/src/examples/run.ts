// The page's side: one example runs at a time, each in a worker of its own.
import type { Told } from "./told";

export interface Running {
  stop(): void;
}

let current: Running | undefined;

/** Runs a program; `ended` is called when another one takes its place. */
export function run(code: string, tell: (told: Told) => void, ended: () => void): Running {
  current?.stop();
  const worker = new Worker(new URL("./run.worker.ts", import.meta.url), { type: "module", name: "example" });
  let stopped = false;
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    if (!stopped) tell(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    if (!stopped) tell({ type: "failed", name: "Error", message: event.message || "the worker could not be loaded" });
  };
  worker.postMessage(code);
  const running: Running = {
    stop() {
      stopped = true;
      worker.terminate();
      if (current === running) current = undefined;
      ended();
    },
  };
  current = running;
  return running;
}
