import { colocalization, translationClutter } from "./clutter";
import { elastic } from "./elastic";
import { projection } from "./projection";
import { rotation, rotationScaleTranslation } from "./rotation";

/** The distortions of the Spatial Transformer's experiments by the names of the paper's tables: `distortions.RTS()`. */
export const distortions = {
  /** Rotation by up to ±90°. */
  R: rotation,
  /** Rotation by up to ±45°, scale 0.7–1.2, a random place on 42 × 42. */
  RTS: rotationScaleTranslation,
  /** Scale 0.75–1, then a homography that moves the corners by N(0, 5 pixels). */
  P: projection,
  /** Scale 0.75–1, then a thin-plate spline that moves 16 points by N(0, 1.5 pixels). */
  E: elastic,
  /** A random place on 60 × 60 with six patches of 6 × 6 from other digits. */
  TC: translationClutter,
  /** A random place on 84 × 84 with sixteen patches of 6 × 6. */
  colocalization,
} as const;

export type DistortionName = keyof typeof distortions;
