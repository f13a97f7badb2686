import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { circularShiftReference } from "../circularShift/circularShift.reference";
import { contentWeightsReference } from "../contentWeights/contentWeights.reference";
import { interpolateReference } from "../interpolate/interpolate.reference";
import { sharpenReference } from "../sharpen/sharpen.reference";
import type { Head } from "./address";

export function addressReference({ key, beta, gate, shift, gamma }: Head, memory: Tensor, previous: Tensor): Tensor2D {
  const content = contentWeightsReference(key, beta, memory); // eqs. 5, 6
  const gated = interpolateReference(content, previous, gate); // eq. 7
  const shifted = circularShiftReference(gated, shift); // eq. 8
  return sharpenReference(shifted, gamma); // eq. 9
}
