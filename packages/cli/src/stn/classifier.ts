// What training and measuring need of a classifier of digits, whatever it is made of.
import { chunks, type ImageSet, toTensors } from "@attn/data";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** Cross-entropy of the net's logits. */
export function lossOf(net: LayersModel, { x, y }: ReturnType<typeof toTensors>): Scalar {
  return tf.losses.softmaxCrossEntropy(y, net.apply(x, { training: true }) as Tensor2D);
}

/** How many of the set's images the net gets wrong, in percent. */
export function errorPercent(net: LayersModel, set: ImageSet): number {
  let wrong = 0;
  for (const part of chunks(set, 250)) {
    wrong += tf.tidy(() => {
      const { x, y } = toTensors(part);
      const guess = tf.argMax(net.apply(x) as Tensor2D, 1);
      return tf.sum(tf.cast(tf.notEqual(guess, tf.argMax(y, 1)), "int32")).dataSync()[0]!;
    });
  }
  return (100 * wrong) / set.size;
}
