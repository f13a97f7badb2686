import { ConfigError, checkedCount } from "@attn/core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checkedSet, type ImageSet } from "./imageSet";

/**
 * The images as a tensor `[B, H, W, 1]` and the labels as one-hot rows `[B, classes]`. The caller disposes of both.
 *
 * @param classes how many there are; 10 by default
 * @throws ConfigError if classes is not a whole number from 1, or a label is not from 0 below `classes`
 */
export function toTensors(set: ImageSet, classes = 10): { x: Tensor4D; y: Tensor2D } {
  const { images, labels, size, height, width } = checkedSet("toTensors", set);
  checkedCount("toTensors", "classes", classes, 1);
  const hot = new Float32Array(size * classes);
  labels.forEach((label, i) => {
    if (!(label >= 0 && label < classes)) {
      throw new ConfigError(`toTensors: labels must be from 0 below ${classes}, got ${label} at ${i}`);
    }
    hot[i * classes + label] = 1;
  });
  // slice: some backends keep the array, and a later change of the set must not change the tensor
  return { x: tf.tensor4d(images.slice(), [size, height, width, 1]), y: tf.tensor2d(hot, [size, classes]) };
}
