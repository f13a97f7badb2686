// A training in the page: run, pause, step, stop. It rests while nobody can see it, and ends with the page.
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from "vue";
import type { TrainingName } from "../../lab/experiments/trainings";
import { type TrainingHandle, train, useLab } from "../../lab/lab";
import type { Told } from "../../lab/training";

export type TrainingState = "idle" | "running" | "paused" | "done";

export interface Training {
  state: Readonly<Ref<TrainingState>>;
  /** Whether it runs, but rests because it is not seen. */
  resting: Readonly<Ref<boolean>>;
  error: Readonly<Ref<string | undefined>>;
  run(): void;
  pause(): void;
  step(): void;
  stop(): void;
}

/** `params` are asked for when it starts; `figure` is what must be seen for it to go on. */
export function useTraining(
  name: TrainingName,
  params: () => object,
  figure: Ref<HTMLElement | undefined>,
  tell: (told: Told) => void,
): Training {
  const state = ref<TrainingState>("idle");
  const error = ref<string>();
  const resting = ref(false);
  let handle: Promise<TrainingHandle> | undefined;
  let [inView, watcher]: [boolean, IntersectionObserver | undefined] = [true, undefined];

  function start(paused: boolean): void {
    error.value = undefined;
    state.value = paused ? "paused" : "running";
    const mine = train(name, { ...params(), paused }, (told) => handle === mine && tell(told));
    handle = mine;
    mine
      .then(async ({ done }) => {
        await done;
        if (handle === mine && state.value !== "idle") state.value = "done";
      })
      .catch((failure: Error) => {
        if (handle !== mine) return;
        error.value = failure.message;
        state.value = "idle";
      });
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
    state.value = "paused";
    resting.value = false;
    call("pause");
  }
  function step(): void {
    if (state.value === "running") return;
    if (state.value !== "paused") start(true);
    call("step");
  }
  function stop(): void {
    if (state.value === "running" || state.value === "paused") call("stop");
    state.value = "idle";
    resting.value = false;
    handle = undefined;
  }

  function rest(): void {
    const unseen = !inView || document.hidden;
    if (state.value !== "running" || unseen === resting.value) return;
    resting.value = unseen;
    call(unseen ? "pause" : "resume");
  }
  onMounted(() => {
    document.addEventListener("visibilitychange", rest);
    watcher = new IntersectionObserver(([entry]) => {
      inView = entry!.isIntersecting;
      rest();
    });
    if (figure.value) watcher.observe(figure.value);
  });
  const { backend } = useLab();
  watch(backend, () => {
    handle = undefined; // it went with its worker
    state.value = "idle";
    resting.value = false;
  });
  onBeforeUnmount(() => {
    stop();
    watcher?.disconnect();
    document.removeEventListener("visibilitychange", rest);
  });
  return { state, resting, error, run, pause, step, stop };
}
