import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * tf.exp, for references. tfjs's own gradient is made of the saved output and forgets that this depends on the input: it has
 * no second derivative.
 */
export function exp(x: Tensor): Tensor {
  const apply = tf.customGrad((...args) => {
    const [y, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    save([y]);
    return { value: tf.exp(y), gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, exp(saved[0]!)) };
  });
  return apply(x);
}
