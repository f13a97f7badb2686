export type { HeadRequest } from "./heads";
export { NTM, type RunOptions } from "./ntm";
export type { Activation, ControllerOptions, MemoryOrder, NTMConfig, NTMOptions } from "./options";
export type { SaveOptions } from "./saving";
export { type NTMResult, runNTM } from "./sequence";
export type { NTMState } from "./state";
export type { NTMTrace } from "./trace";
export type { NTMWeights } from "./weights";
