import type { SpatialTransformer } from "@attn/stn";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Small beside the cross-entropy: it decides what that leaves open. */
const weight = 0.3;

/**
 * How far the affine transforms of a batch are, on average, from neither turning, shearing nor shifting: the weighted
 * squares of these elements of the mean theta.
 *
 * A classifier is as content with digits that all lean by the same angle at the same side, and the transformer drifts
 * to some such attitude. Digits turned and shifted to all sides alike stand upright in the middle on average, so this
 * keeps "straightened" upright.
 */
export function meanTurn(transformer: SpatialTransformer, images: Tensor): Scalar {
  return tf.tidy(() => {
    const mean = tf.mean(transformer.localize(images).theta, 0); // [2, 3]
    const free = tf.mul(mean, tf.tensor2d([0, 1, 1, 1, 0, 1], [2, 3])); // all but the scales
    return tf.mul(weight, tf.sum(tf.square(free))) as Scalar;
  });
}
