// Gradients that tfjs has on no backend, made of its own operations: they run on every one.
import * as tf from "@tensorflow/tfjs-core";
import { conv3dBackpropInputGradient } from "./conv3dBackpropInput";
import { cropAndResizeGradient } from "./cropAndResize";
import { einsumGradient } from "./einsum";
import { gatherNdGradient, scatterNdGradient } from "./gatherNd";
import { stridedSliceGradient } from "./stridedSlice";
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

/** Registers those that tfjs does not have. */
export function registerGradients(): void {
  for (const gradient of gradients) {
    if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient);
  }
}
