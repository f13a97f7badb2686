// Gradients that tfjs has on no backend, made of its own operations: they run on every one.
import * as tf from "@tensorflow/tfjs-core";
import { batchNormGradient } from "./batchNorm";
import { conv3dBackpropInputGradient } from "./conv3dBackpropInput";
import { cropAndResizeGradient } from "./cropAndResize";
import { einsumGradient } from "./einsum";
import { gatherNdGradient, scatterNdGradient } from "./gatherNd";
import { stridedSliceGradient } from "./stridedSlice";
import { tileGradient } from "./tile";
import { transformGradient } from "./transform";

const gradients = [
  conv3dBackpropInputGradient,
  cropAndResizeGradient,
  einsumGradient,
  gatherNdGradient,
  scatterNdGradient,
  stridedSliceGradient,
  transformGradient,
];

/** Those that tfjs has, but slowly. */
const faster = [batchNormGradient, tileGradient];

/** Registers those that tfjs does not have, and puts the faster ones in the place of its own. */
export function registerGradients(): void {
  for (const gradient of gradients) {
    if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient);
  }
  for (const gradient of faster) {
    const registered = tf.getGradient(gradient.kernelName);
    if (registered === gradient) continue;
    if (registered) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
