export { type DigitsOptions, digits } from "./digits/digits";
export { type Distortion, distort, type Size } from "./distortions/distortion";
export {
  type RotationOptions,
  type RotationScaleTranslationOptions,
  rotation,
  rotationScaleTranslation,
} from "./distortions/rotation";
export { type Batches, type BatchesOptions, batches, chunks } from "./sets/batches";
export { type ImageSet, imageAt, select } from "./sets/imageSet";
export { type SplitOptions, split } from "./sets/split";
export { toTensors } from "./sets/toTensors";
