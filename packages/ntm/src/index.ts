export type { SaveOptions } from "@attn/core/models";
export { ntmStep, type Stepped } from "./cell";
export type { Controller } from "./controllers";
export type { HeadRequest } from "./heads";
export { LSTM, type LSTMConfig, type LSTMOptions, type LSTMResult } from "./lstm";
export { NTM, type RunOptions } from "./ntm";
export type { Activation, ControllerOptions, MemoryOrder, NTMConfig, NTMOptions } from "./options";
export { type NTMResult, runNTM, scanNTM } from "./sequence";
export { bytesPerStep } from "./sequence.wasm";
export type { NTMState } from "./state";
export {
  type AssociativeRecallOptions,
  type BatchOptions,
  bitErrors,
  bitsPerSequence,
  type CopyOptions,
  type DynamicNGramsOptions,
  maskedLoss,
  optimalNGramPredictor,
  type PrioritySortOptions,
  type RepeatCopyOptions,
  type TaskBatch,
  type TaskName,
  type TaskOptions,
  type TaskSizes,
  taskSizes,
  tasks,
} from "./tasks";
export type { NTMTrace } from "./trace";
export type { NTMWeights } from "./weights";
