export { type CheckpointStore, memoryCheckpoint } from "./checkpoint";
export { NonFiniteError } from "./errors";
export {
  type Evaluation,
  type FitObserver,
  type FitOptions,
  type FitResult,
  fit,
  type History,
  type StepReport,
} from "./fit";
export { type LayersModelLike, layerWeights } from "./layerWeights";
export { cosineDecay, type Schedule, stepDecay, warmup } from "./schedules";
export type { Loss, StepValues } from "./step";
