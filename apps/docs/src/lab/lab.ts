// The page's side of the worker. No component knows what computes.
import { proxy, type Remote, wrap } from "comlink";
import { reactive, readonly, ref } from "vue";
import type { Backend, Started } from "./backends";
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
let worker: Worker | undefined;
let lab: Promise<Remote<Lab>> | undefined;

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
  sessionStorage.setItem(KEY, choice);
  await connect();
}

/** Starts the worker at the first call. */
function connect(): Promise<Remote<Lab>> {
  lab ??= open();
  return lab;
}

async function open(): Promise<Remote<Lab>> {
  const stored = sessionStorage.getItem(KEY);
  if (stored === "kernels" || stored === "wasm" || stored === "cpu" || stored === "webgl") backend.value = stored;
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "attn" });
  const remote = wrap<Lab>(worker);
  const failed = new Promise<never>((_, reject) => {
    worker!.onerror = ({ message }) => reject(new Error(message || "the worker could not be loaded"));
  });
  try {
    status.started = await Promise.race([remote.start(backend.value, proxy(progress)), failed]);
  } catch (error) {
    status.error = (error as Error).message;
    throw error;
  }
  return remote;
}

function progress(name: string, loaded: number, total: number, done: boolean): void {
  if (done) delete status.loading[name];
  else status.loading[name] = { loaded, total };
}

export async function run<N extends ExperimentName>(
  name: N,
  params: Parameters<Experiments[N]["run"]>[0],
): Promise<{ result: Awaited<ReturnType<Experiments[N]["run"]>>; ms: number }> {
  return (await (await connect()).run(name, params as never)) as never;
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
  const remote = await connect();
  const mine = ++trainings;
  const numbers = JSON.parse(JSON.stringify(params)) as never;
  const done = remote.train(mine, name, numbers, paused, proxy(tell)) as Promise<void>;
  const call = (what: "pause" | "resume" | "step" | "stop") => () => void remote.call(mine, what);
  return {
    pause: call("pause"),
    resume: call("resume"),
    step: call("step"),
    stop: call("stop"),
    weights: () => remote.weights(mine),
    done,
  };
}
