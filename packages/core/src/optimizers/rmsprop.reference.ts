import * as tf from "@tensorflow/tfjs-core";
import { clipReference } from "./clip.reference";
import type { Update } from "./fusedOptimizer";

export interface RmspropStep {
  decay: number;
  momentum: number;
  rate: number;
  epsilon: number;
}

/** Graves 2013, eq. 38 to 41. */
export function rmspropReference({ variable, gradient, slots, clipValue, scale }: Update, step: RmspropStep): void {
  const { decay, momentum, rate, epsilon } = step;
  const [n, gBar, delta] = slots;
  const g = tf.mul(clipReference(gradient, clipValue), scale);
  n!.assign(tf.add(tf.mul(n!, decay), tf.mul(tf.square(g), 1 - decay))); // eq. 38
  gBar!.assign(tf.add(tf.mul(gBar!, decay), tf.mul(g, 1 - decay))); // eq. 39
  const variance = tf.relu(tf.sub(n!, tf.square(gBar!))); // rounding may make it negative
  const change = tf.div(tf.mul(g, rate), tf.sqrt(tf.add(variance, epsilon)));
  delta!.assign(tf.sub(tf.mul(delta!, momentum), change)); // eq. 40
  variable.assign(tf.add(variable, delta!)); // eq. 41
}
