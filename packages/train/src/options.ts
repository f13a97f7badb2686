import { ConfigError } from "@attn/core";
import type { Variable } from "@tensorflow/tfjs-core";
import { checkClipping } from "./clip";
import type { FitObserver, FitOptions } from "./fit";

/** Options that were checked, with the defaults in place. */
export interface Run<B> extends FitOptions<B> {
  steps: number;
  evaluateEvery: number;
  resume: boolean;
  trained: Variable[];
  /** All observers as one. */
  tell: Required<FitObserver>;
}

/** @throws ConfigError */
export function checkedRun<B>(options: FitOptions<B>): Run<B> {
  const { weights, optimizer, stepsPerEpoch, evaluateEvery, saveEvery } = options;
  const trained = [...new Set(Object.values(weights))].filter((variable) => variable.trainable);
  if (trained.length === 0) throw new ConfigError("fit: weights must have at least one trainable variable, got none");
  checkClipping(options, optimizer);
  const steps = stepCount(options);
  for (const [option, value] of Object.entries({ evaluateEvery, saveEvery })) {
    if (value !== undefined) checkCount(option, value, 1);
  }
  return {
    ...options,
    steps,
    evaluateEvery: evaluateEvery ?? stepsPerEpoch ?? Number.POSITIVE_INFINITY,
    resume: options.resume ?? true,
    trained,
    tell: together(options.observers ?? []),
  };
}

function stepCount({ steps, epochs, stepsPerEpoch }: Pick<FitOptions, "steps" | "epochs" | "stepsPerEpoch">): number {
  if (stepsPerEpoch !== undefined) checkCount("stepsPerEpoch", stepsPerEpoch, 1);
  if (steps !== undefined && epochs === undefined) return checkCount("steps", steps, 0);
  if (steps === undefined && epochs !== undefined && stepsPerEpoch !== undefined) {
    return checkCount("epochs", epochs, 0) * stepsPerEpoch;
  }
  throw new ConfigError("fit: either steps, or epochs and stepsPerEpoch, must be given");
}

function checkCount(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ConfigError(`fit: ${option} must be a whole number from ${least}, got ${value}`);
}

function together(observers: readonly FitObserver[]): Required<FitObserver> {
  return {
    onStart: (run) => observers.forEach((o) => void o.onStart?.(run)),
    onStep: (report) => observers.forEach((o) => void o.onStep?.(report)),
    onEvaluation: (evaluation) => observers.forEach((o) => void o.onEvaluation?.(evaluation)),
    onSave: (saved) => observers.forEach((o) => void o.onSave?.(saved)),
    onEnd: () => observers.forEach((o) => void o.onEnd?.()),
  };
}
