import { ConfigError, checkedCount, checkedOptions, flag, isObject, shown } from "@attn/core";
import { Optimizer, Variable } from "@tensorflow/tfjs-core";
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

export const fitNames = [
  "weights",
  "optimizer",
  "batch",
  "loss",
  "steps",
  "epochs",
  "stepsPerEpoch",
  "learningRate",
  "clipNorm",
  "clipValue",
  "evaluate",
  "evaluateEvery",
  "checkpoint",
  "settings",
  "saveEvery",
  "resume",
  "signal",
  "observers",
] as const;

/** @throws ConfigError */
export function checkedRun<B>(options: FitOptions<B>): Run<B> {
  checkedOptions("fit", options, fitNames);
  checkKinds(options);
  const { weights, optimizer, stepsPerEpoch, evaluateEvery, saveEvery } = options;
  const trained = [...new Set(Object.values(weights))].filter((variable) => variable.trainable);
  if (trained.length === 0) throw new ConfigError("fit: weights must have at least one trainable variable, got none");
  checkClipping(options, optimizer);
  const steps = stepCount(options);
  for (const [option, value] of Object.entries({ evaluateEvery, saveEvery })) {
    if (value !== undefined) checkedCount("fit", option, value, 1);
  }
  return {
    ...options,
    steps,
    evaluateEvery: evaluateEvery ?? stepsPerEpoch ?? Number.POSITIVE_INFINITY,
    resume: flag("fit", "resume", options.resume, true),
    trained,
    tell: together(options.observers ?? []),
  };
}

/** What fails late or silently if it is of another type. @throws ConfigError */
export function checkKinds<B>(options: FitOptions<B>): void {
  const { weights, optimizer, batch, loss, learningRate, evaluate, checkpoint, signal, observers, settings } = options;
  if (!isObject(weights) || !Object.values(weights).every((weight) => weight instanceof Variable)) {
    fail("weights", "an object of variables", weights);
  }
  // tfjs asks whether it has the methods of one
  if (!(isObject(optimizer) && optimizer instanceof Optimizer))
    fail("optimizer", "an optimizer, such as adam(…)", optimizer);
  if (typeof loss !== "function") fail("loss", "a function", loss);
  for (const [option, value] of Object.entries({ batch, learningRate, evaluate })) {
    if (value !== undefined && typeof value !== "function") fail(option, "a function", value);
  }
  if (checkpoint !== undefined && !isStore(checkpoint)) fail("checkpoint", "a store with read and write", checkpoint);
  if (settings !== undefined && !(isObject(settings) && Object.values(settings).every(isSetting))) {
    fail("settings", "an object of strings, finite numbers and booleans", settings);
  }
  if (signal !== undefined && typeof signal?.aborted !== "boolean") fail("signal", "an AbortSignal", signal);
  if (observers !== undefined && !(Array.isArray(observers) && [...observers].every(isObserver))) {
    fail("observers", "a list of objects of functions onStart, onStep, …", observers);
  }
}

const isSetting = (value: unknown) => ["string", "boolean"].includes(typeof value) || Number.isFinite(value);

const isStore = (store: unknown) =>
  isObject(store) && typeof store.read === "function" && typeof store.write === "function";

const isObserver = (observer: unknown) =>
  isObject(observer) && hooks.every((hook) => ["undefined", "function"].includes(typeof observer[hook]));

const hooks = ["onStart", "onStep", "onEvaluation", "onSave", "onEnd"];

function fail(option: string, wanted: string, got: unknown): never {
  throw new ConfigError(`fit: ${option} must be ${wanted}, got ${shown(got)}`);
}

function stepCount({ steps, epochs, stepsPerEpoch }: Pick<FitOptions, "steps" | "epochs" | "stepsPerEpoch">): number {
  if (stepsPerEpoch !== undefined) checkedCount("fit", "stepsPerEpoch", stepsPerEpoch, 1);
  if (steps !== undefined && epochs === undefined) return checkedCount("fit", "steps", steps);
  if (steps === undefined && epochs !== undefined && stepsPerEpoch !== undefined) {
    return checkedCount("fit", "epochs", epochs) * stepsPerEpoch;
  }
  throw new ConfigError("fit: either steps, or epochs and stepsPerEpoch, must be given");
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
