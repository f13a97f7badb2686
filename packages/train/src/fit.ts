import { ConfigError } from "@attn/core";
import type { Optimizer, Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type CheckpointStore, encodeCheckpoint, restoreCheckpoint, type TrainingState } from "./checkpoint";
import { setLearningRate } from "./optimizerState";
import { checkedRun, type Run } from "./options";
import { pauser } from "./pause";
import type { Schedule } from "./schedules";
import { checkScalars, type Loss, readScalars, type StepValues, trainStep } from "./step";

export interface FitOptions<B = undefined> {
  /**
   * What is saved, by name. Those that are trainable are trained. `model.weights` of a model of these packages;
   * `layerWeights(model)` of a `tf.layers` model.
   */
  weights: Readonly<Record<string, Variable>>;
  optimizer: Optimizer;
  /**
   * The data of a step, counted from 0; `fit` disposes the tensors in it after the step. It must depend on nothing but
   * the step (and constants such as a seed): then a resumed run sees what an uninterrupted one sees.
   */
  batch?: (step: number) => B | Promise<B>;
  /**
   * What is minimized, of the batch and the step. Returns the loss, or `{ loss, accuracy, … }` to have other scalars
   * shown. It runs on the tape and is not asynchronous. It too must depend on nothing but its arguments and the weights.
   */
  loss: (batch: B, step: number) => Loss;
  /** How many steps in all, those of a resumed run included. */
  steps?: number;
  /** In place of `steps`: how often `stepsPerEpoch` steps. */
  epochs?: number;
  stepsPerEpoch?: number;
  /** Sets the optimizer's learning rate before each step. */
  learningRate?: Schedule;
  /** Scales all gradients together so that their norm is at most this. For an optimizer that does not clip itself. */
  clipNorm?: number;
  /** Clips each element of the gradients to [−clipValue, clipValue], before `clipNorm`. */
  clipValue?: number;
  /** Measures the model after so many steps; `fit` disposes the scalars. Called with the number of steps done. */
  evaluate?: (steps: number) => Record<string, number | Scalar> | Promise<Record<string, number | Scalar>>;
  /** How many steps lie between evaluations: `stepsPerEpoch` by default. The last step is followed by one in any case. */
  evaluateEvery?: number;
  /** Where checkpoints are kept. If there is one, training goes on from it. */
  checkpoint?: CheckpointStore;
  /**
   * What else the run depends on: the data, the seed, the learning rate. Saved with the checkpoint, and a checkpoint of
   * other settings is refused.
   */
  settings?: Readonly<Record<string, string | number | boolean>>;
  /** How many steps lie between checkpoints; by default about a minute. The end and an abort make one in any case. */
  saveEvery?: number;
  /** Whether to go on from an existing checkpoint (true, the default), or to begin anew and overwrite it. */
  resume?: boolean;
  /** Stops after the step under way, saves, and returns. */
  signal?: AbortSignal;
  /** Who is told what happens. */
  observers?: readonly FitObserver[];
}

/** What happened in a step. */
export interface StepReport extends StepValues {
  /** Counted from 0: that of `batch` and `loss`. */
  step: number;
  steps: number;
  epoch?: number;
  learningRate?: number;
}

/** Metrics after `step` steps. */
export type Evaluation = { step: number } & Record<string, number>;

export interface History {
  /** The loss of every step. */
  loss: number[];
  evaluations: Evaluation[];
}

export interface FitResult {
  /** How many steps are done, those before a resumption included. */
  step: number;
  /** Whether an abort ended it before the last step. */
  aborted: boolean;
  history: History;
}

export interface FitObserver {
  /** `step` is not 0 if a checkpoint was found. */
  onStart?(run: { step: number; steps: number }): void;
  onStep?(report: StepReport): void;
  onEvaluation?(evaluation: Evaluation): void;
  onSave?(saved: { step: number; name: string }): void;
  /** Called last, also after an error. */
  onEnd?(): void;
}

/**
 * Trains: takes a batch, differentiates the loss, steps the optimizer, and again, with evaluations and checkpoints
 * in between. A run that is killed or aborted, and called again, ends with the very same bits as one that was not.
 *
 * @throws ConfigError for an unknown option, for options that do not fit together, or for a checkpoint of another model, of
 *   other settings or of more steps
 * @throws FormatError for a damaged checkpoint
 * @throws NonFiniteError at the first loss that is not finite, and names the step; the last checkpoint stays
 */
export async function fit<B = undefined>(options: FitOptions<B>): Promise<FitResult> {
  const run = checkedRun(options);
  const state: TrainingState = { ...run, step: 0, history: { loss: [], evaluations: [] } };
  try {
    const saver = await startSaving(run, state);
    run.tell.onStart({ step: state.step, steps: run.steps });
    await train(run, state, saver);
    await saver.save();
  } finally {
    run.tell.onEnd();
  }
  return { step: state.step, aborted: state.step < run.steps, history: state.history };
}

async function train<B>(run: Run<B>, state: TrainingState, saver: Saver): Promise<void> {
  const pause = pauser(50);
  while (state.step < run.steps && !run.signal?.aborted) {
    const report = await step(run, state.step);
    state.step++;
    state.history.loss.push(report.loss);
    run.tell.onStep(report);
    if (state.step % run.evaluateEvery === 0 || state.step === run.steps) await evaluate(run, state);
    if (saver.isDue()) await saver.save();
    await pause();
  }
}

async function step<B>(run: Run<B>, step: number): Promise<StepReport> {
  const learningRate = run.learningRate?.(step);
  if (run.learningRate) setLearningRate(run.optimizer, learningRate);
  const batch = (await run.batch?.(step)) as B;
  try {
    const values = await trainStep(() => run.loss(batch, step), run.trained, run.optimizer, run, step);
    return {
      ...values,
      step,
      steps: run.steps,
      ...(run.stepsPerEpoch !== undefined && { epoch: Math.floor(step / run.stepsPerEpoch) }),
      ...(learningRate !== undefined && { learningRate }),
    };
  } finally {
    tf.dispose(tensorsOf(batch));
  }
}

async function evaluate<B>(run: Run<B>, { step, history }: TrainingState): Promise<void> {
  if (!run.evaluate) return;
  const scalars = await run.evaluate(step);
  checkScalars("evaluate must return an object of numbers and scalars", scalars);
  if (Object.hasOwn(scalars, "step")) {
    throw new ConfigError("fit: evaluate must return metrics by other names than step, got step");
  }
  const evaluation: Evaluation = { step, ...(await readScalars(scalars)) };
  tf.dispose(tensorsOf(scalars));
  history.evaluations.push(evaluation);
  run.tell.onEvaluation(evaluation);
}

interface Saver {
  isDue(): boolean;
  /** Saves, unless this very step is saved already. */
  save(): Promise<void>;
}

const minute = 60_000;

/** Resumes from the checkpoint or writes a first one: that it cannot be written must show now, not after an hour. */
async function startSaving<B>(run: Run<B>, state: TrainingState): Promise<Saver> {
  const store = run.checkpoint;
  if (!store) return { isDue: () => false, save: async () => {} };
  let savedStep = -1;
  let savedAt = performance.now();
  const saver = {
    isDue: () => (run.saveEvery ? state.step % run.saveEvery === 0 : performance.now() - savedAt > minute),
    async save() {
      if (state.step === savedStep) return;
      await store.write(await encodeCheckpoint(state));
      savedStep = state.step;
      savedAt = performance.now();
      run.tell.onSave({ step: state.step, name: store.name });
    },
  };
  const bytes = run.resume ? await store.read() : undefined;
  if (bytes) {
    Object.assign(state, await restoreCheckpoint(bytes, store.name, run));
    savedStep = state.step;
  } else await saver.save();
  return saver;
}

/** A tensor, or the tensors directly in an object or array. */
function tensorsOf(value: unknown): Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).filter((item): item is Tensor => item instanceof tf.Tensor);
}
