// Trained in the page: what `attn demo --only ntm` does, with a picture of the machine at work as it learns.
import { rmsprop } from "@attn/core";
import { bitErrors, maskedLoss, NTM, type TaskBatch, taskSizes, tasks } from "@attn/ntm";
import { cosineDecay, fit } from "@attn/train";
import type { Run } from "../training";
import { type Copied, copied, keep } from "./ntmCopy";
import { tidied } from "./tidied";

export interface CopyTrainingParams {
  seed: number;
  learningRate: number;
  /** Of the longest sequence it is trained on. */
  maxLength: number;
  /** Sequences at most. */
  steps: number;
}

export interface CopyTrainingShown {
  /** A sequence of ten vectors that is always the same. */
  example: Omit<Copied, "memory" | "heads">;
  /** After how many sequences the last 500 cost less than 0.05 bits each. */
  solved: number | undefined;
  /** Wrong bits of new sequences, when it is solved and at the end. */
  measured: { length: number; wrong: number; of: number }[] | undefined;
}

const SOLVED = 0.05;
const WINDOW = 500;
/** Steps after it is solved, while the learning rate falls: they make longer sequences right, too. */
const EXTRA = 3000;
/** Between messages. */
const WAIT = 125;
/** Between chances for other messages, so that other figures move while this trains. */
const TURN = 12;
const EXAMPLE = [0xb1, 0x4e, 0x27, 0xd8, 0x93, 0x6c, 0xf0, 0x15, 0xaa, 0x7b];
/** Slots to draw: heads begin at the first. */
const AROUND = Array.from({ length: 30 }, (_, i) => i - 8);
/** What no training sees: its seeds are from 0. */
const UNSEEN = -1;

/** With the paper's sizes. */
const fresh = (seed: number): NTM =>
  new NTM({
    ...taskSizes("copy"),
    controller: { type: "feedforward", units: 100 },
    memory: { slots: 128, word: 20 },
    seed,
  });

const exampleOf = (ntm: NTM): CopyTrainingShown["example"] => {
  const { memory, heads, ...example } = copied(ntm, EXAMPLE, AROUND);
  return example;
};

/** What a machine does before it is trained. */
function untrained({ seed }: CopyTrainingParams): CopyTrainingShown["example"] {
  const ntm = fresh(whole(seed));
  const example = exampleOf(ntm);
  ntm.dispose();
  return example;
}

const whole = (seed: number) => Math.abs(Math.round(seed));

/** A feed-forward machine learns to copy, one sequence a step. */
async function copyTraining(given: CopyTrainingParams, run: Run): Promise<void> {
  const params = { ...given, learningRate: Math.min(0.01, Math.max(1e-6, given.learningRate)) };
  const seed = whole(params.seed);
  const ntm = fresh(seed);
  const optimizer = rmsprop({ learningRate: params.learningRate, clipValue: 10, clipNorm: 10, skipNonFinite: true });
  const maxLength = Math.min(20, Math.max(1, Math.round(params.maxLength)));
  const watch = watching(ntm, params, run);
  const turn = turns();
  run.weights = () => ntm.save();
  watch.tell();
  run.atRest = watch.rest;
  try {
    await fit<TaskBatch>({
      weights: ntm.weights,
      optimizer,
      batch: async (step) => {
        await turn();
        await run.next();
        watch.begin();
        return tasks.copy({ maxLength, seed, step });
      },
      loss: ({ inputs, targets, mask }) => maskedLoss(ntm.run(inputs).outputs, targets, mask),
      steps: params.steps,
      learningRate: watch.schedule,
      signal: watch.signal,
      observers: [watch],
    });
    if (!run.signal.aborted) watch.tell({ measured: measure(ntm), done: true });
  } finally {
    const last = ntm.save();
    run.weights = run.signal.aborted ? undefined : () => last;
    optimizer.dispose();
    ntm.dispose();
  }
}

/** Sees when the task is solved, lets the learning rate fall from there on, ends the training, and tells of it. */
function watching(ntm: NTM, { learningRate }: CopyTrainingParams, run: Run) {
  const afterwards = cosineDecay({ initial: learningRate, steps: EXTRA });
  const enough = new AbortController();
  run.signal.addEventListener("abort", () => enough.abort());
  const last: number[] = [];
  let untold: number[] = [];
  let [step, toldAt, toldStep, since] = [0, performance.now(), 0, performance.now()];
  let solved: number | undefined;
  let measured: CopyTrainingShown["measured"];

  function tell(more: { measured?: CopyTrainingShown["measured"]; done?: boolean } = {}): void {
    const now = performance.now();
    measured = more.measured ?? measured;
    const ms = step > toldStep ? (now - since) / (step - toldStep) : 0;
    keep(ntm.save());
    const shown: CopyTrainingShown = { example: exampleOf(ntm), solved, measured };
    run.tell({ step, losses: untold, ms, shown, ...(more.done && { done: true }) });
    untold = [];
    toldAt = since = performance.now();
    toldStep = step;
  }

  return {
    tell,
    rest: () => void (step > toldStep && tell()),
    /** A step begins, perhaps after a rest. */
    begin: () => {
      if (step === toldStep) since = performance.now();
    },
    signal: enough.signal,
    schedule: (step: number) => (solved === undefined ? learningRate : afterwards(step - solved)),
    onStep({ loss }: { loss: number }) {
      const bits = loss / Math.LN2;
      step++;
      untold.push(bits);
      last.push(bits);
      if (last.length > WINDOW) last.shift();
      if (solved === undefined && last.length === WINDOW && mean(last) < SOLVED) {
        solved = step;
        tell({ measured: measure(ntm) });
      } else if (performance.now() - toldAt > WAIT) tell();
      if (solved !== undefined && step >= solved + EXTRA) enough.abort();
    },
  };
}

/** Wrong bits of a new sequence, on average over ten, also of such as are longer than any it has seen. */
function measure(ntm: NTM): { length: number; wrong: number; of: number }[] {
  return [10, 20, 50, 120].map((length) =>
    tidied(() => {
      const batch = { minLength: length, maxLength: length, batchSize: 10, seed: UNSEEN };
      const { inputs, targets, mask } = tasks.copy(batch);
      const wrong = bitErrors(ntm.run(inputs).outputs, targets, mask).dataSync()[0]!;
      return { length, wrong, of: 8 * length };
    }),
  );
}

function turns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN) return;
    await new Promise<void>(nextTask);
    last = performance.now();
  };
}

function nextTask(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel(); // setTimeout waits for four milliseconds
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(undefined);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const ntmTrainings = { copyTraining };
export const beforeTraining = { untrained: { run: untrained } };
