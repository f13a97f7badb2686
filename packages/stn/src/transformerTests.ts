// What the tests of the layer have in common.
import { random } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, layers, sequential } from "@tensorflow/tfjs-layers";
import {
  parameterCounts,
  type SpatialTransformer,
  type SpatialTransformerOptions,
  spatialTransformer,
  type Transform,
} from "./index";

export const everyTransform = Object.keys(parameterCounts) as Transform[];
export const dense = (units: number, more = {}) => layers.dense({ units, activation: "tanh", ...more });
export const body = () => [layers.flatten(), dense(4)];
export const alone = (options: Partial<SpatialTransformerOptions> = {}) =>
  spatialTransformer({ localization: body(), inputShape: [6, 5, 2], ...options });
export const inModel = (layer: SpatialTransformer) => sequential({ layers: [layer] });

/** Moves every weight off its start, so that a test does not pass because all is still the identity. */
export function disturb(net: LayersModel): void {
  tf.tidy(() => net.setWeights(net.getWeights().map((w, i) => tf.add(w, random(w.shape, i + 7, 0.2)))));
}
