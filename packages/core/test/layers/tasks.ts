// Small tasks that a net of any kind can learn, by formula and the same on every backend: which of three patterns is it?
import * as tf from "@tensorflow/tfjs-core";
import { seeded } from "../../src/random";

export interface Task {
  x: tf.Tensor;
  /** `[count, 3]`, one-hot. */
  y: tf.Tensor;
}

const CLASSES = 3;

/** Waves along one axis, another, or both: `[count, 12, 12, 1]`. */
export const images = (count: number, seed: number): Task =>
  waves(count, seed, [12, 12, 1], (label, [y, x]) => [x!, y!, x! + y!][label]! / 6);

/** Waves along one of three axes: `[count, 6, 8, 8, 1]`. */
export const volumes = (count: number, seed: number): Task =>
  waves(count, seed, [6, 8, 8, 1], (label, place) => place[label]! / 4);

/** Waves of one of three frequencies over time: `[count, 12, 2]`. */
export const sequences = (count: number, seed: number): Task =>
  waves(count, seed, [12, 2], (label, [t, channel]) => (t! * [1, 2, 4][label]!) / 12 + channel! / 4);

/** Words, of which each class has its own favourites: `[count, 12]`, below 12. */
export function sentences(count: number, seed: number): Task {
  const random = seeded(seed).uniform;
  const labels = labelsOf(count);
  const words = labels.map((label) =>
    Array.from(
      { length: 12 },
      () => Math.floor(random() * 4) * CLASSES + (random() < 0.6 ? label : Math.floor(random() * CLASSES)),
    ),
  );
  return { x: tf.tensor2d(words, [count, 12], "int32"), y: oneHot(labels) };
}

/** The sine of a phase at each place, a phase of each example's own, and noise. */
function waves(count: number, seed: number, shape: number[], phase: (label: number, place: number[]) => number): Task {
  const random = seeded(seed).uniform;
  const labels = labelsOf(count);
  const size = shape.reduce((a, b) => a * b, 1);
  const place = (i: number) =>
    shape.map((side, axis) => Math.floor(i / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % side);
  const values = labels.flatMap((label) => {
    const start = random();
    return Array.from(
      { length: size },
      (_, i) => Math.sin(2 * Math.PI * (phase(label, place(i)) + start)) + random() - 0.5,
    );
  });
  return { x: tf.tensor(values, [count, ...shape]), y: oneHot(labels) };
}

const labelsOf = (count: number) => Array.from({ length: count }, (_, i) => i % CLASSES);
const oneHot = (labels: number[]) => tf.oneHot(tf.tensor1d(labels, "int32"), CLASSES);
