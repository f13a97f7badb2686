import {
  computed,
  onBeforeUnmount,
  onMounted,
  type Ref,
  reactive,
  ref,
  type ShallowRef,
  shallowRef,
  toRaw,
  watch,
} from "vue";
import type { Started } from "./backends";
import type { ExperimentName, Experiments } from "./experiments";
import { run, useLab, WorkerGone } from "./lab";
import type { Limits } from "./limits";
import { readState, writeState } from "./urlState";

type Params<N extends ExperimentName> = Parameters<Experiments[N]["run"]>[0];
type Result<N extends ExperimentName> = Awaited<ReturnType<Experiments[N]["run"]>>;

/** What a figure begins with, and what the reader may make of it. */
export interface FigureStart<N extends ExperimentName> {
  experiment: N;
  defaults: Params<N>;
  limits: Limits<Params<N>>;
}

/** What made a result. */
export type How = "stored" | "computing" | { by: Started; ms: number };

export interface Figure<P, R> {
  /** What the reader chooses; changing it computes anew. */
  params: P;
  /** The last result: at first a stored one, which the library made of the same numbers. */
  result: Readonly<ShallowRef<R>>;
  /** What that result was made of, which may no longer be what `params` are: words about the picture take these. */
  made: Readonly<ShallowRef<P>>;
  how: Readonly<Ref<How>>;
  error: Readonly<Ref<string | undefined>>;
  reset(): void;
  /** Compute once more with the same numbers. */
  refresh(): void;
}

/** Milliseconds before a figure says that it computes. */
const SOON = 150;

/**
 * What a live figure shows. `key` names it in the address; `stored` is the result for the defaults, made at build time
 * (scripts/traces.mjs), so that the first picture needs no wasm. What has no limits does not go into the address.
 */
export function useFigure<N extends ExperimentName>(
  key: string,
  { experiment, defaults, limits }: FigureStart<N>,
  stored: unknown,
): Figure<Params<N>, Result<N>> {
  type P = Params<N>;
  const params = reactive(structuredClone(defaults) as object) as P & object;
  const result = shallowRef(stored as Result<N>) as ShallowRef<Result<N>>;
  const made = shallowRef(structuredClone(defaults)) as ShallowRef<P>;
  const source = shallowRef<Exclude<How, "computing">>("stored");
  const slow = ref(false);
  const how = computed<How>(() => (slow.value ? "computing" : source.value));
  const error = ref<string>();
  let [busy, again] = [false, false];

  /** The newest numbers win: while one result is made, only the last change waits. */
  async function compute(): Promise<void> {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const timer = setTimeout(() => (slow.value = true), SOON);
    do {
      again = false;
      await computeOnce();
    } while (again);
    clearTimeout(timer);
    slow.value = busy = false;
  }
  async function computeOnce(): Promise<void> {
    const numbers = deepRaw(params) as P;
    try {
      const answer = await run(experiment, numbers);
      result.value = answer.result;
      made.value = numbers;
      source.value = { by: answer.by, ms: answer.ms };
      error.value = undefined;
    } catch (failure) {
      if (failure instanceof WorkerGone) again = true;
      else error.value = (failure as Error).message;
    }
  }

  const saved = onlyOf(defaults as object, limits);
  const reset = () => Object.assign(params, structuredClone(defaults));
  onMounted(() => {
    Object.assign(params, readState(key, limits));
    watch(params, () => {
      writeState(key, saved, onlyOf(deepRaw(params) as object, limits));
      void compute();
    });
    if (JSON.stringify(params) !== JSON.stringify(defaults)) void compute();
  });
  const { workers } = useLab();
  const followBackend = () => {
    if (source.value === "stored") return;
    slow.value = true; // the time was another backend's
    void compute();
  };
  onBeforeUnmount(watch(workers, followBackend));
  return { params: params as P, result, made, how, error, reset, refresh: () => void compute() };
}

const deepRaw = (x: unknown): unknown => JSON.parse(JSON.stringify(toRaw(x)));
const onlyOf = (all: object, some: object) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(some, name)));
