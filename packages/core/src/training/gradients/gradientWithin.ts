import * as tf from "@tensorflow/tfjs-core";

/**
 * `tf.grad(f)(x, dy)` inside of a gradient. By itself tfjs there ends the tape that it is walking, and fails at the next node.
 */
export function gradientWithin(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const { state } = tf.engine();
  const tape = state.activeTape;
  try {
    return tf.grad(f)(x, dy);
  } finally {
    state.activeTape = tape;
  }
}
