// The built-in controllers.
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { NTMConfig } from "./options";
import type { NTMWeights } from "./weights";

/** What turns the input and the words read, `[B, I + R W]`, into what the heads and the output hear, `[B, units]`. */
export type Controller = (x: Tensor, state: readonly Tensor[]) => [h: Tensor, next: Tensor[]];

export function builtInController({ controller: { type, units, layers } }: NTMConfig, weights: NTMWeights): Controller {
  const linear = (l: number, x: Tensor) =>
    tf.add(tf.matMul(x as Tensor2D, weights[`${type}${l}.kernel`] as Tensor2D), weights[`${type}${l}.bias`]!);
  if (type === "feedforward") {
    return (x) => [Array.from({ length: layers }).reduce<Tensor>((below, _, l) => tf.tanh(linear(l, below)), x), []];
  }
  return (x, [state]) => {
    const rows = tf.unstack(tf.reshape(state!, [-1, 2 * layers, units]), 1); // h and c of each layer, [B, units]
    const next: Tensor[] = [];
    let below = x;
    for (let l = 0; l < layers; l++) {
      const z = linear(l, tf.concat([below, rows[2 * l]!], 1));
      const [i, f, g, o] = tf.split(z, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const c = tf.add(tf.mul(tf.sigmoid(f), rows[2 * l + 1]!), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      below = tf.mul(tf.sigmoid(o), tf.tanh(c));
      next.push(below, c);
    }
    return [below, [tf.reshape(tf.stack(next, 1), [-1, layers, 2, units])]];
  };
}
