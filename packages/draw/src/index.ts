export type { SaveOptions } from "@attn/core/models";
export { drawStep, type Stepped } from "./cell";
export { type Classified, DrawClassifier, type DrawClassifierConfig, type DrawClassifierOptions } from "./classifier";
export {
  Draw,
  type Elbo,
  type ElboOptions,
  type EncodeOptions,
  type Generated,
  type GenerateOptions,
  type LogLikelihoodOptions,
  type Reconstruction,
} from "./draw";
export type { Labels } from "./labels";
export { imageCost, meanImage } from "./likelihood";
export type { DrawConfig, DrawOptions, Likelihood } from "./options";
export {
  type DrawInputs,
  type DrawResult,
  type GenerateInputs,
  type GenerateResult,
  runDraw,
  runGenerate,
  scanDraw,
  scanGenerate,
} from "./sequence";
export { bytesPerStep } from "./sequence.wasm";
export type { DrawState } from "./state";
export { type DrawTrace, klOfLatents } from "./trace";
export type { DrawWeights } from "./weights";
