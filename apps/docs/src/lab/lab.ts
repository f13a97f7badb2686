// The page's side of the worker. No component knows what computes.
import { proxy, type Remote, wrap } from "comlink";
import { reactive, readonly, ref } from "vue";
import type { Progress } from "./assets";
import { type Backend, backends, type Started } from "./backends";
import type { ExperimentName, Experiments } from "./experiments";
import type { TrainingName } from "./experiments/trainings";
import type { Told } from "./training";
import type { Lab } from "./worker";

const KEY = "attn-backend";
/** `loading`: the bytes of files on their way, by name. */
const status = reactive<{
  started?: Started;
  error?: string;
  loading: Record<string, { loaded: number; total: number }>;
}>({ loading: {} });
const backend = ref<Backend>("kernels");
/** How many workers were thrown away: what one held is gone with it. */
const workers = ref(0);
let trainings = 0;
/** How to tell those that wait for the worker that it is gone. */
const waiting = new Set<(gone: WorkerGone) => void>();
let worker: Worker | undefined;
let lab: Promise<Remote<Lab>> | undefined;

/** The worker was thrown away before it answered: ask again. */
export class WorkerGone extends Error {}

export const useLab = () => ({
  status: readonly(status),
  backend: readonly(backend),
  workers: readonly(workers),
  choose,
});

/** Computes with another backend from now on: in a new worker, so that nothing of the old one is left. */
async function choose(choice: Backend): Promise<void> {
  worker?.terminate();
  worker = undefined;
  lab = undefined;
  backend.value = choice;
  workers.value++;
  delete status.started;
  delete status.error;
  status.loading = {};
  sessionStorage.setItem(KEY, choice);
  for (const tell of waiting) tell(new WorkerGone("another backend was chosen"));
  waiting.clear();
  await connect().catch(() => {}); // `status.error` says it
}

/** Starts the worker at the first call. */
function connect(): Promise<Remote<Lab>> {
  lab ??= open();
  return lab;
}

async function open(): Promise<Remote<Lab>> {
  const stored = sessionStorage.getItem(KEY);
  if (stored !== null && Object.hasOwn(backends, stored)) backend.value = stored as Backend;
  const mine = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "attn" });
  worker = mine;
  const remote = wrap<Lab>(mine);
  const failed = new Promise<never>((_, reject) => {
    mine.onerror = ({ message }) => reject(new Error(message || "the worker could not be loaded"));
  });
  const hear: Progress = (...told) => worker === mine && progress(...told);
  try {
    const started = await Promise.race([remote.start(backend.value, proxy(hear)), failed]);
    if (worker === mine) {
      status.started = started;
      delete status.error;
    }
  } catch (error) {
    if (worker === mine) {
      status.error = (error as Error).message;
      lab = undefined; // the next question tries again
    }
    mine.terminate();
    throw error;
  }
  return remote;
}

function progress(...[name, loaded, total, done]: Parameters<Progress>): void {
  if (done) delete status.loading[name];
  else status.loading[name] = { loaded, total };
}

/** What the worker answers. @throws WorkerGone if it is thrown away before */
function ask<T>(question: (lab: Remote<Lab>) => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    connect()
      .then(question)
      .then(resolve, reject)
      .finally(() => waiting.delete(reject));
  });
}

export interface Answer<R> {
  result: R;
  ms: number;
  /** What computed it. */
  by: Started;
}

export async function run<N extends ExperimentName>(
  name: N,
  params: Parameters<Experiments[N]["run"]>[0],
): Promise<Answer<Awaited<ReturnType<Experiments[N]["run"]>>>> {
  return (await ask((lab) => lab.run(name, params as never))) as never;
}

export interface TrainingHandle {
  pause(): void;
  resume(): void;
  step(): void;
  stop(): void;
  /** What has been learned, as a safetensors file. */
  weights(): Promise<Uint8Array | undefined>;
  done: Promise<void>;
}

/** Begins a training, which waits before its first step if it is `paused`. */
export async function train(
  name: TrainingName,
  params: unknown,
  paused: boolean,
  tell: (told: Told) => void,
): Promise<TrainingHandle> {
  const remote = await ask((lab) => lab);
  const mine = ++trainings;
  const numbers = JSON.parse(JSON.stringify(params)) as never;
  const done = ask(() => remote.train(mine, name, numbers, paused, proxy(tell)) as Promise<void>);
  const call = (what: "pause" | "resume" | "step" | "stop") => () => void remote.call(mine, what);
  return {
    pause: call("pause"),
    resume: call("resume"),
    step: call("step"),
    stop: call("stop"),
    weights: () => ask(() => remote.weights(mine)),
    done,
  };
}
