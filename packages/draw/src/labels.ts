import { ConfigError, dims, shown } from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Classes of images: the number of each, or one-hot rows `[B, classes]`. */
export type Labels = readonly number[] | Tensor;

/**
 * One-hot rows, or nothing for a model without classes.
 *
 * @throws ConfigError or ShapeError if labels are missing, not asked for, or none
 */
export function checkedLabels(who: string, labels: Labels | undefined, B: number, classes: number): Tensor | undefined {
  if (classes === 0) {
    if (labels === undefined) return undefined;
    throw new ConfigError(`${who}: labels must be left out, since the model has no classes, got ${shown(labels)}`);
  }
  if (labels === undefined) {
    throw new ConfigError(`${who}: labels must be given, since the model has ${classes} classes, got undefined`);
  }
  if (!Array.isArray(labels)) {
    dims(who, { labels: [labels as Tensor, `${B} ${classes}`] });
    return labels as Tensor;
  }
  const right = labels.length === B && labels.every((k) => Number.isSafeInteger(k) && k >= 0 && k < classes);
  if (right) return oneHot(labels, classes);
  throw new ConfigError(`${who}: labels must be ${B} whole numbers from 0, below ${classes}, got ${shown(labels)}`);
}

/** tfjs's has no depth of one. */
function oneHot(labels: readonly number[], classes: number): Tensor {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, b) => {
    rows[b * classes + label] = 1;
  });
  return tf.tensor2d(rows, [labels.length, classes]);
}
