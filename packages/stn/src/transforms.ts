// The transforms that a localization network may steer: how many numbers it gives, which are the identity, and the
// form in which the operators take them.
import {
  affineGrid,
  attentionGrid,
  oneOf,
  projectiveGrid,
  thinPlateSplineControlPoints,
  thinPlateSplineGrid,
} from "@attn/core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** The families of transforms, with the count of their parameters. */
export const parameterCounts = {
  /** a, b, tx, c, d, ty: theta row by row (eq. 1). */
  affine: 6,
  /** s, tx, ty: isotropic scale and translation (eq. 2). */
  attention: 3,
  /** tx, ty. */
  translation: 2,
  /** h11 … h32 row by row; h33 is 1. */
  projective: 8,
  /** The 16 control points (x, y), from the 4×4 lattice of [−1, 1]², row by row. */
  thinPlateSpline: 32,
} as const;

export type Transform = keyof typeof parameterCounts;

export const transforms = Object.keys(parameterCounts) as Transform[];

/**
 * The parameters under which a transform leaves the image where it is: the bias that the last layer starts with.
 *
 * @throws ConfigError for a transform that does not exist
 */
export function identityParameters(transform: Transform): number[] {
  switch (oneOf("identityParameters", "transform", transform, transforms)) {
    case "affine":
      return [1, 0, 0, 0, 1, 0];
    case "attention":
      return [1, 0, 0];
    case "translation":
      return [0, 0];
    case "projective":
      return [1, 0, 0, 0, 1, 0, 0, 0];
    case "thinPlateSpline":
      return thinPlateSplineControlPoints(4).flat();
  }
}

/** The raw output of a localization network, `[B, parameters]`, in the form that the operators take. */
export function toTheta(transform: Transform, raw: Tensor): Tensor {
  const B = raw.shape[0]!;
  switch (transform) {
    case "affine":
      return tf.reshape(raw, [B, 2, 3]);
    case "attention":
    case "translation":
      return raw;
    case "projective":
      return tf.reshape(tf.concat([raw, tf.ones([B, 1])], 1), [B, 3, 3]); // h33 = 1
    case "thinPlateSpline":
      return tf.reshape(raw, [B, raw.shape[1]! / 2, 2]);
  }
}

/** Where each pixel of the output is taken from, `[B, h, w, 2]`. */
export function gridOf(transform: Transform, theta: Tensor, size: [number, number], alignCorners: boolean): Tensor4D {
  const options = { alignCorners };
  switch (transform) {
    case "affine":
      return affineGrid(theta, size, options);
    case "attention":
      return attentionGrid(theta, size, options);
    case "translation":
      return attentionGrid(tf.concat([tf.ones([theta.shape[0]!, 1]), theta], 1), size, options); // s = 1
    case "projective":
      return projectiveGrid(theta, size, options);
    case "thinPlateSpline":
      return thinPlateSplineGrid(theta, size, options);
  }
}
