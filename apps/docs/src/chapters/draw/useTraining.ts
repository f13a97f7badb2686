import { onBeforeUnmount, onMounted, type Ref, ref, shallowRef } from "vue";
import type { TrainingName } from "../../lab/experiments/trainings";
import { type TrainingHandle, train } from "../../lab/lab";
import type { Told } from "../../lab/training";

export type TrainingState = "idle" | "running" | "paused" | "waiting" | "done";

/**
 * A training that a figure shows: run, paused, stepped, thrown away. It waits while `root` is not to be seen, and is stopped when it
 * is left. `S` is what it tells to be drawn.
 */
export function useTraining<S>(name: TrainingName, params: () => object, root: Ref<Element | undefined>) {
  const state = ref<TrainingState>("idle");
  const steps = shallowRef<number[]>([]);
  const losses = shallowRef<number[]>([]);
  const shown = shallowRef<S>();
  const ms = ref<number>();
  const error = ref<string>();
  let handle: Promise<TrainingHandle> | undefined;
  let visible = true;

  function start(paused: boolean): void {
    state.value = paused ? "paused" : "running";
    error.value = undefined;
    const mine = train(name, { ...params(), paused }, (told) => mine === handle && hear(told));
    handle = mine;
    mine
      .then(({ done }) => done)
      .catch((failure: Error) => {
        if (mine !== handle) return;
        error.value = failure.message;
        state.value = "idle";
        handle = undefined;
      });
  }

  function hear(told: Told): void {
    const first = told.step - told.losses.length + 1;
    steps.value = [...steps.value, ...told.losses.map((_, i) => first + i)];
    losses.value = [...losses.value, ...told.losses];
    if (told.losses.length > 0) ms.value = told.ms;
    if (told.shown !== undefined) shown.value = told.shown as S;
    if (told.done) state.value = "done";
  }

  const tell = (what: "pause" | "resume" | "step" | "stop") => void handle?.then((training) => training[what]());
  function run(): void {
    if (state.value === "done") reset();
    if (handle) {
      state.value = "running";
      tell("resume");
    } else start(false);
  }
  function pause(): void {
    state.value = "paused";
    tell("pause");
  }
  function step(): void {
    if (state.value === "done") reset();
    if (!handle) start(true);
    else if (state.value === "running") pause();
    tell("step");
  }
  function reset(): void {
    tell("stop");
    handle = undefined;
    state.value = "idle";
    steps.value = [];
    losses.value = [];
    shown.value = undefined;
    ms.value = undefined;
    error.value = undefined;
  }

  function see(now: boolean): void {
    visible = now;
    if (!visible && state.value === "running") {
      state.value = "waiting";
      tell("pause");
    } else if (visible && state.value === "waiting") run();
  }
  let onScreen = true;
  const look = () => see(onScreen && !document.hidden);
  let observer: IntersectionObserver | undefined;
  onMounted(() => {
    observer = new IntersectionObserver((entries) => {
      onScreen = entries.at(-1)!.isIntersecting;
      look();
    });
    if (root.value) observer.observe(root.value);
    document.addEventListener("visibilitychange", look);
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    document.removeEventListener("visibilitychange", look);
    tell("stop");
  });
  return { state, steps, losses, shown, ms, error, run, pause, step, reset };
}
