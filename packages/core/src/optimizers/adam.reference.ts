import * as tf from "@tensorflow/tfjs-core";
import { clipReference } from "./clip.reference";
import type { Update } from "./fusedOptimizer";

/** Numbers of one step t: rate = α / (1 − β₁ᵗ), root = √(1 − β₂ᵗ). */
export interface AdamStep {
  beta1: number;
  beta2: number;
  rate: number;
  root: number;
  epsilon: number;
}

/** Kingma & Ba 2015, algorithm 1. */
export function adamReference({ variable, gradient, slots: [m, v], clipValue, scale }: Update, step: AdamStep): void {
  const { beta1, beta2, rate, root, epsilon } = step;
  const g = tf.mul(clipReference(gradient, clipValue), scale);
  m!.assign(tf.add(tf.mul(m!, beta1), tf.mul(g, 1 - beta1)));
  v!.assign(tf.add(tf.mul(v!, beta2), tf.mul(tf.square(g), 1 - beta2)));
  const spread = tf.add(tf.div(tf.sqrt(v!), root), epsilon);
  variable.assign(tf.sub(variable, tf.div(tf.mul(m!, rate), spread)));
}
