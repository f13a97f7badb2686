// What training and measuring need of a classifier of digits, whatever it is made of.
import { chunks, type ImageSet, toTensors } from "@attn/data";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

export type Batch = ReturnType<typeof toTensors>;

/** Cross-entropy of the net's logits and how many it got wrong, in percent. */
export function lossOf(net: LayersModel, { x, y }: Batch) {
  const logits = net.apply(x, { training: true }) as Tensor2D;
  const loss = tf.losses.softmaxCrossEntropy(y, logits) as tf.Scalar;
  return { loss, "error %": tf.mul(100, tf.mean(wrong(logits, y))) as tf.Scalar };
}

/** How many of the set's images the net gets wrong, in percent. */
export function errorPercent(net: LayersModel, set: ImageSet): number {
  let count = 0;
  for (const part of chunks(set, 250)) {
    count += tf.tidy(() => {
      const { x, y } = toTensors(part);
      return tf.sum(wrong(net.apply(x) as Tensor2D, y)).dataSync()[0]!;
    });
  }
  return (100 * count) / set.size;
}

const wrong = (logits: Tensor, y: Tensor) => tf.cast(tf.notEqual(tf.argMax(logits, 1), tf.argMax(y, 1)), "float32");
