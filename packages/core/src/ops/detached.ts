import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * f(...xs) as a constant: the gradient is 0 for every x. For masks, indices and the like, which tfjs cannot differentiate
 * and without this would refuse to.
 */
export function detached(f: (...xs: Tensor[]) => Tensor, ...xs: Tensor[]): Tensor {
  const constant = tf.customGrad((...args) => ({
    value: f(...(args.slice(0, xs.length) as Tensor[])), // the last argument is tfjs's `save`
    gradFunc: () => xs.map(({ shape }) => tf.zeros(shape)),
  }));
  return constant(...xs);
}
