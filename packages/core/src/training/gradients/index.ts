// Gradients that tfjs has on no backend, made of its own operations: they run on every one.
import * as tf from "@tensorflow/tfjs-core";
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

/** Registers those that tfjs does not have, and a faster one of `Tile`. */
export function registerGradients(): void {
  if (tf.getGradient(tileGradient.kernelName) !== tileGradient) {
    if (tf.getGradient(tileGradient.kernelName)) tf.unregisterGradient(tileGradient.kernelName);
    tf.registerGradient(tileGradient);
  }
  for (const gradient of gradients) {
    if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient);
  }
}
