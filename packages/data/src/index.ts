export { type DigitsOptions, digits } from "./digits/digits";
export { type BinarizationOptions, binarization } from "./distortions/binarization";
export { type ClutterOptions, colocalization, translationClutter } from "./distortions/clutter";
export { type Distortion, distort, type Size } from "./distortions/distortion";
export { type DistortionName, distortions } from "./distortions/distortions";
export { type ElasticOptions, elastic } from "./distortions/elastic";
export { type ProjectionOptions, projection } from "./distortions/projection";
export {
  type RotationOptions,
  type RotationScaleTranslationOptions,
  rotation,
  rotationScaleTranslation,
} from "./distortions/rotation";
export { idxImages } from "./idx/idxImages";
export { type Idx, type IdxData, type ReadIdxOptions, readIdx } from "./idx/readIdx";
export { type Batches, type BatchesOptions, batches, chunks } from "./sets/batches";
export { type ColorImageSet, colored } from "./sets/colored";
export { type ImageSet, imageAt, select } from "./sets/imageSet";
export { type SplitOptions, split } from "./sets/split";
export { toTensors } from "./sets/toTensors";
