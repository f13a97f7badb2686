export { type ClassifierOptions, distortedMnistClassifier } from "./classifiers";
export type { Localization } from "./localization";
export type { Interpolation, LayerArgs, Padding, SpatialTransformerOptions } from "./options";
export {
  type Localized,
  registerSpatialTransformer,
  SpatialTransformer,
  spatialTransformer,
} from "./spatialTransformer";
export { identityParameters, parameterCounts, type Transform } from "./transforms";
