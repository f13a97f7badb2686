import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * tf.softmax over the last axis, for references. tfjs's own gradient is made of the saved output and forgets that this
 * depends on the input: its second derivative is wrong, without a word.
 */
export function softmax(logits: Tensor): Tensor {
  const apply = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    save([x]);
    return { value: tf.softmax(x), gradFunc: (dy: Tensor, saved: Tensor[]) => softmaxGrad(dy, softmax(saved[0]!)) };
  });
  return apply(logits);
}

/** y (dy − Σ y dy) */
function softmaxGrad(dy: Tensor, y: Tensor): Tensor {
  const share = tf.mul(y, dy);
  return tf.sub(share, tf.mul(y, tf.sum(share, -1, true)));
}
