// What the tests of adam and rmsprop have in common.
import * as tf from "@tensorflow/tfjs-core";
import { random } from "../testing";
import { adam } from "./adam";
import type { ClipOptions } from "./fusedOptimizer";
import { rmsprop } from "./rmsprop";

export const makers = [
  { name: "adam", make: (clip: ClipOptions = {}) => adam({ learningRate: 0.05, ...clip }), slots: 2 },
  { name: "rmsprop", make: (clip: ClipOptions = {}) => rmsprop({ learningRate: 0.05, ...clip }), slots: 3 },
];

export const bits = (t: tf.Tensor) => [...new Uint32Array(t.dataSync().slice().buffer)];
export const pair = () => [tf.variable(random([3, 5], 1)), tf.variable(random([7], 2))] as const;
export const gradients = (ws: readonly tf.Variable[], t = 1, scale = 1) =>
  ws.map(({ name, shape }, i) => ({ name, tensor: random(shape, 10 * t + i, scale) }));
