// Where everything is computed, so that the page never waits.
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's operations
import * as tf from "@tensorflow/tfjs-core";
import { expose } from "comlink";
import { type Progress, watchAssets } from "./assets";
import type { Backend, Started } from "./backends";
import { type ExperimentName, experiments } from "./experiments";
import { type TrainingName, trainings } from "./experiments/trainings";
import { start } from "./start";
import { Run, type Told } from "./training";

let started: Started;
let training: { id: number; run: Run } | undefined;

const lab = {
  async start(backend: Backend, progress: Progress): Promise<Started> {
    watchAssets(progress);
    started = await start(backend);
    return started;
  },

  /** A result, and what made it in which time. Models are loaded before the clock starts. */
  async run(name: ExperimentName, params: never): Promise<{ result: unknown; ms: number; by: Started }> {
    const experiment = experiments[name] as { prepare?: (params: never) => Promise<void>; run(params: never): unknown };
    await experiment.prepare?.(params);
    const before = tf.memory().numTensors;
    const begin = performance.now();
    const result = await experiment.run(params);
    const ms = performance.now() - begin;
    if (import.meta.env.DEV && tf.memory().numTensors > before) console.warn(`${name} leaves tensors`);
    return { result, ms, by: started };
  },

  /** Trains until it is done or stopped; one at a time. */
  async train(id: number, name: TrainingName, params: never, paused: boolean, tell: (told: Told) => void) {
    training?.run.stop();
    const run = new Run(tell);
    if (paused) run.pause();
    training = { id, run };
    await (trainings[name] as (params: never, run: Run) => Promise<void>)(params, run);
  },

  /** To a training, if it is still the one. */
  call(id: number, what: "pause" | "resume" | "step" | "stop"): void {
    if (training?.id === id) training.run[what]();
  },
  weights: (id: number) => (training?.id === id ? training.run.weights?.() : undefined),
};

export type Lab = typeof lab;
expose(lab);
