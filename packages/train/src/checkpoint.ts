// A checkpoint is one safetensors file: the weights, the optimizer's state, the history and the step.
import {
  assignWeights,
  ConfigError,
  compareWeights,
  FormatError,
  loadSafetensors,
  saveSafetensors,
  shown,
} from "@attn/core";
import type { Optimizer, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checksum } from "./checksum";
import { NonFiniteError } from "./errors";
import type { Evaluation, History } from "./fit";
import { compareState, optimizerState, restoreOptimizer } from "./optimizerState";

/** Where a checkpoint is kept. `write` must leave either the old bytes or the new ones, whatever happens meanwhile. */
export interface CheckpointStore {
  /** For messages: a path, for example. */
  name: string;
  /** The bytes last written; undefined if there are none. */
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

/** What is trained, and how far. */
export interface TrainingState {
  weights: Readonly<Record<string, Variable>>;
  optimizer: Optimizer;
  step: number;
  history: History;
  /** What else the run depends on. */
  settings?: Settings | undefined;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

const format = "attn-checkpoint-1";

/** A checkpoint in memory: for tests, and for a page that keeps it elsewhere afterwards. @throws FormatError unless given bytes or nothing */
export function memoryCheckpoint(bytes?: Uint8Array): CheckpointStore & { bytes: Uint8Array | undefined } {
  if (bytes !== undefined && !(bytes instanceof Uint8Array)) {
    throw new FormatError(`memoryCheckpoint: bytes must be a Uint8Array, got ${shown(bytes)}`);
  }
  const store = {
    name: "memory",
    bytes,
    read: async () => store.bytes,
    async write(next: Uint8Array) {
      store.bytes = next;
    },
  };
  return store;
}

/** @throws NonFiniteError if a weight is not finite: such a state must not replace a good one */
export async function encodeCheckpoint(training: TrainingState): Promise<Uint8Array> {
  const { weights, optimizer, step, history, settings = {} } = training;
  for (const variable of Object.values(weights)) checkFinite(variable, step);
  const state = await optimizerState(optimizer, weights);
  const losses = tf.tensor1d(history.loss, "float32");
  try {
    const tensors = {
      ...prefixed("weights/", Object.entries(weights)),
      ...prefixed("optimizer/", state),
      "history/loss": losses,
    };
    const metadata = {
      format,
      step: String(step),
      optimizer: optimizer.getClassName(),
      state: JSON.stringify([...state.keys()]),
      evaluations: JSON.stringify(history.evaluations.map(encodeEvaluation)),
      settings: JSON.stringify(settings),
    };
    return saveSafetensors(tensors, { ...metadata, checksum: checksum(tensors, metadata) });
  } finally {
    losses.dispose();
    for (const tensor of state.values()) if (!(tensor instanceof tf.Variable)) tensor.dispose(); // a copy: the iterations
  }
}

/**
 * Puts weights and optimizer into the state of a checkpoint.
 *
 * @throws FormatError if the bytes are not a checkpoint
 * @throws ConfigError that names the differences if it is one of another model, optimizer or settings, or of more steps
 */
export async function restoreCheckpoint(
  bytes: Uint8Array,
  name: string,
  {
    weights,
    optimizer,
    settings,
    steps,
  }: Pick<TrainingState, "weights" | "optimizer" | "settings"> & { steps: number },
): Promise<Pick<TrainingState, "step" | "history">> {
  const { tensors, metadata } = loadSafetensors(bytes);
  try {
    const progress = readProgress(tensors, metadata, name);
    const saved = within("weights/", tensors);
    const state = readState(within("optimizer/", tensors), metadata, name);
    const differences = compareWeights(weights, saved);
    if (metadata.optimizer !== optimizer.getClassName()) {
      differences.push(`the optimizer must be ${optimizer.getClassName()}, got ${metadata.optimizer}`);
    } else if (differences.length === 0) {
      differences.push(...compareState(optimizer, state, weights));
    }
    if (differences.length > 0) {
      throw new ConfigError(`fit: ${name} is a checkpoint of another model: ${differences.join("; ")}`);
    }
    const { checksum: expected, ...rest } = metadata;
    if (checksum(tensors, rest) !== expected) corrupt(name);
    compareSettings(settings, metadata.settings, name);
    if (progress.step > steps) {
      throw new ConfigError(`fit: steps must be at least the ${progress.step} of ${name}, got ${steps}`);
    }
    await restoreOptimizer(optimizer, state, weights).catch(() => corrupt(name)); // tfjs's setWeights checks nothing
    assignWeights(weights, saved);
    return progress;
  } finally {
    tf.dispose(tensors);
  }
}

/** @throws ConfigError that names each setting that the checkpoint has otherwise */
function compareSettings(settings: Settings = {}, saved: string | undefined, name: string): void {
  const then = JSON.parse(saved ?? "{}") as Settings; // it is whole: the checksum was right
  const differences = [...new Set([...Object.keys(settings), ...Object.keys(then)])]
    .filter((key) => settings[key] !== then[key])
    .map((key) => `${key} must be ${shown(then[key])}, got ${shown(settings[key])}`);
  if (differences.length > 0) {
    throw new ConfigError(`fit: ${name} is a checkpoint of other settings: ${differences.join("; ")}`);
  }
}

function checkFinite(variable: Variable, step: number): void {
  if (variable.dtype !== "float32") return;
  const bad = variable.dataSync().find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new NonFiniteError("weights", step - 1, bad);
}

function readProgress(tensors: Record<string, Tensor>, metadata: Record<string, string>, name: string) {
  const step = Number(metadata.step);
  const loss = tensors["history/loss"];
  if (metadata.format !== format || !Number.isSafeInteger(step) || step < 0 || loss?.size !== step) {
    throw new FormatError(`fit: ${name} must be a checkpoint (${format}), got another safetensors file`);
  }
  const evaluations = readJson(metadata.evaluations, name).map((entries) => decodeEvaluation(entries, name));
  return { step, history: { loss: Array.from(loss.dataSync()), evaluations } };
}

function readState(tensors: Record<string, Tensor>, metadata: Record<string, string>, name: string) {
  const order = readJson(metadata.state, name);
  if (order.length !== Object.keys(tensors).length) corrupt(name);
  return new Map(
    order.map((key) => {
      if (typeof key !== "string" || !Object.hasOwn(tensors, key)) corrupt(name);
      return [key, tensors[key]!];
    }),
  );
}

function readJson(text: string | undefined, name: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (Array.isArray(value)) return value;
  } catch {} // the same error for text that is no JSON and for JSON that is no array
  return corrupt(name);
}

function corrupt(name: string): never {
  throw new FormatError(`fit: ${name} must be a checkpoint, but it is damaged`);
}

// JSON has no NaN and no infinities: those are strings.
const encodeEvaluation = (evaluation: Evaluation) =>
  Object.entries(evaluation).map(([key, value]) => [key, Number.isFinite(value) ? value : String(value)]);

function decodeEvaluation(entries: unknown, name: string): Evaluation {
  const good = Array.isArray(entries) && entries.every((entry) => Array.isArray(entry) && typeof entry[0] === "string");
  if (!good) corrupt(name);
  return Object.fromEntries(entries.map(([key, value]) => [key, Number(value)])) as Evaluation;
}

const prefixed = (prefix: string, tensors: Iterable<[string, Tensor]>) =>
  Object.fromEntries(Array.from(tensors, ([name, tensor]) => [prefix + name, tensor]));

/** The tensors whose names begin with `prefix`, without it. */
const within = (prefix: string, tensors: Record<string, Tensor>): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, t]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), t]] : [])),
  );
