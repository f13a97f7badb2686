// What a user of the packages writes. It becomes ESM, CJS, TypeScript and bundles in the project of packages.mjs.
import { affineGrid, ready } from "@attn/core";
import * as tf from "@tensorflow/tfjs";

export async function use() {
  const state = await ready();
  const identity = tf.tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]);
  const grid = affineGrid(identity, [1, 2]);
  const gradient = tf.grad((theta: tf.Tensor) => tf.sum(affineGrid(theta, [1, 2])))(identity);
  return { ...state, grid: Array.from(grid.dataSync()), gradient: Array.from(gradient.dataSync()) };
}
