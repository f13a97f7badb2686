// A training that a figure shows: run, paused, stepped, thrown away. It rests while nobody can see it, and ends with the page.
import { computed, onBeforeUnmount, onMounted, type Ref, ref, shallowRef, watch } from "vue";
import { download } from "./download";
import type { TrainingName } from "./experiments/trainings";
import { type TrainingHandle, train, useLab, WorkerGone } from "./lab";
import type { Told } from "./training";
import type { How } from "./useFigure";

type TrainingState = "idle" | "running" | "paused" | "done";
export type Training<S = unknown> = ReturnType<typeof useTraining<S>>;

/**
 * `params` are asked for when it starts; `figure` is what must be seen for it to go on. `S` is what it tells to be drawn.
 */
export function useTraining<S>(name: TrainingName, params: () => object, figure: Ref<Element | undefined>) {
  const state = ref<TrainingState>("idle");
  const resting = ref(false);
  const losses = shallowRef<readonly number[]>([]);
  const step = ref(0);
  const shown = shallowRef<S>();
  const ms = ref<number>();
  const error = ref<string>();
  let handle: Promise<TrainingHandle> | undefined;

  function start(paused: boolean): void {
    clear();
    state.value = paused ? "paused" : "running";
    const mine = train(name, params(), paused, (told) => handle === mine && hear(told));
    handle = mine;
    mine
      .then(({ done }) => done)
      .catch((failure: Error) => {
        if (handle !== mine || failure instanceof WorkerGone) return;
        forget();
        error.value = failure.message;
      });
  }
  function hear(told: Told): void {
    step.value = told.step;
    if (told.losses.length > 0) {
      losses.value = [...losses.value, ...told.losses];
      ms.value = told.ms;
    }
    if (told.shown !== undefined) shown.value = told.shown as S;
    if (told.done) [state.value, resting.value] = ["done", false];
  }
  function clear(): void {
    [losses.value, step.value] = [[], 0];
    shown.value = ms.value = error.value = undefined;
  }
  function forget(): void {
    [handle, state.value, resting.value] = [undefined, "idle", false];
  }
  const call = (what: "pause" | "resume" | "step" | "stop") => void handle?.then((one) => one[what]()).catch(() => {});

  function run(): void {
    if (state.value === "paused") {
      state.value = "running";
      call("resume");
    } else if (state.value !== "running") start(false);
    rest();
  }
  function pause(): void {
    if (state.value !== "running") return;
    [state.value, resting.value] = ["paused", false];
    call("pause");
  }
  function one(): void {
    if (state.value === "running") pause();
    else if (state.value !== "paused") start(true);
    call("step");
  }
  function reset(): void {
    call("stop");
    forget();
    clear();
  }
  /** Saves what has been learned so far as a safetensors file. */
  async function save(file: string): Promise<void> {
    try {
      const bytes = await (await handle)?.weights();
      if (bytes) download(bytes, file);
    } catch (failure) {
      if (!(failure instanceof WorkerGone)) error.value = (failure as Error).message;
    }
  }

  const { status, workers } = useLab();
  const unseen = useUnseen(figure);
  function rest(): void {
    if (state.value !== "running" || unseen.value === resting.value) return;
    resting.value = unseen.value;
    call(unseen.value ? "pause" : "resume");
  }
  watch(unseen, rest);
  watch(workers, reset); // it went with its worker
  onBeforeUnmount(reset);
  /** Of its steps; a training ends with its worker, so that what runs now is what made them. */
  const how = computed<How | undefined>(() =>
    ms.value === undefined || !status.started ? undefined : { by: { ...status.started }, ms: ms.value },
  );
  const busy = computed(() => state.value === "running" || state.value === "paused");
  return { state, busy, resting, losses, step, shown, how, error, run, pause, one, reset, save };
}

/** Whether an element is off the screen, or the whole page is not looked at. */
function useUnseen(element: Ref<Element | undefined>): Ref<boolean> {
  const unseen = ref(false);
  let inView = true;
  const look = () => {
    unseen.value = !inView || document.hidden;
  };
  let watcher: IntersectionObserver | undefined;
  onMounted(() => {
    document.addEventListener("visibilitychange", look);
    watcher = new IntersectionObserver((entries) => {
      inView = entries.at(-1)!.isIntersecting;
      look();
    });
    if (element.value) watcher.observe(element.value);
  });
  onBeforeUnmount(() => {
    watcher?.disconnect();
    document.removeEventListener("visibilitychange", look);
  });
  return unseen;
}
