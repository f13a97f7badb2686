import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { emptyResult } from "../emptyResult";

export function eraseAddReference(memory: Tensor, weights: Tensor, erase: Tensor, add: Tensor): Tensor3D {
  if (memory.shape[0] === 0)
    return emptyResult([memory, weights, erase, add], memory.shape as [number, number, number]);
  const [w, e, a] = [weights, erase, add].map(byHead) as [Tensor[], Tensor[], Tensor[]]; // each [B, N] or [B, W]
  const kept = w.map((wh, h) => tf.sub(1, outer(wh, e[h]!)));
  const erased = kept.reduce((M, next) => tf.mul(M, next), memory); // eq. 3
  return w.reduce((M, wh, h) => tf.add(M, outer(wh, a[h]!)), erased) as Tensor3D; // eq. 4
}

/** What each head has; tfjs's own `unstack` has no gradient where there is one. */
function byHead(x: Tensor): Tensor[] {
  if (x.rank === 2) return [x];
  return Array.from({ length: x.shape[1]! }, (_, h) => tf.squeeze(tf.slice(x, [0, h, 0], [-1, 1, -1]), [1]));
}

/** w v^T, [B, N, W] */
const outer = (w: Tensor, v: Tensor): Tensor => tf.mul(tf.expandDims(w, 2), tf.expandDims(v, 1));
