import { onBeforeUnmount, onMounted, reactive, ref, type ShallowRef, shallowRef, toRaw, watch } from "vue";
import type { ExperimentName, Experiments } from "./experiments";
import { run, useLab } from "./lab";
import { readState, writeState } from "./urlState";

export interface Figure<P, R> {
  /** What the reader chooses; changing it computes anew. */
  params: P;
  /** The last result: at first a stored one, which the library made of the same numbers. */
  result: Readonly<ShallowRef<R>>;
  /** How long the last one took; none for a stored one. */
  ms: Readonly<ReturnType<typeof ref<number | undefined>>>;
  error: Readonly<ReturnType<typeof ref<string | undefined>>>;
  reset(): void;
  /** Compute once more with the same numbers. */
  refresh(): void;
}

/**
 * What a live figure shows. `key` names it in the address; `stored` is the result for `defaults`, made at build time
 * (scripts/traces.mjs), so that the first picture needs no wasm. `unsaved` names what does not go into the address, such
 * as an image of the reader's.
 */
export function useFigure<N extends ExperimentName>(
  key: string,
  name: N,
  defaults: Parameters<Experiments[N]["run"]>[0],
  stored: unknown,
  unsaved: readonly string[] = [],
): Figure<Parameters<Experiments[N]["run"]>[0], Awaited<ReturnType<Experiments[N]["run"]>>> {
  type P = Parameters<Experiments[N]["run"]>[0];
  type R = Awaited<ReturnType<Experiments[N]["run"]>>;
  const params = reactive(structuredClone(defaults) as object) as P & object;
  const result = shallowRef(stored as R) as ShallowRef<R>;
  const ms = ref<number>();
  const error = ref<string>();
  let [busy, again] = [false, false];

  /** The newest numbers win: while one result is made, only the last change waits. */
  async function compute(): Promise<void> {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const made = await run(name, structuredClone(deepRaw(params)) as P);
      result.value = made.result;
      ms.value = made.ms;
      error.value = undefined;
    } catch (failure) {
      error.value = (failure as Error).message;
    }
    busy = false;
    if (again) {
      again = false;
      await compute();
    }
  }

  const saved = Object.fromEntries(Object.entries(defaults as object).filter(([name]) => !unsaved.includes(name)));
  const reset = () => Object.assign(params, structuredClone(defaults));
  onMounted(() => {
    Object.assign(params, readState(key, saved));
    watch(params, () => {
      const now = deepRaw(params) as Record<string, unknown>;
      writeState(key, saved, Object.fromEntries(Object.keys(saved).map((name) => [name, now[name]])));
      void compute();
    });
    if (JSON.stringify(params) !== JSON.stringify(defaults)) void compute();
  });
  const { backend } = useLab();
  onBeforeUnmount(watch(backend, () => ms.value !== undefined && void compute()));
  return { params: params as P, result, ms, error, reset, refresh: () => void compute() };
}

const deepRaw = (x: unknown): unknown => JSON.parse(JSON.stringify(toRaw(x)));
