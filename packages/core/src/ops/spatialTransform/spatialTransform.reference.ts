import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { affineGridReference } from "../affineGrid/affineGrid.reference";
import { emptyResult } from "../emptyResult";
import { gridSampleReference } from "../gridSample/gridSample.reference";
import type { Sampling } from "../gridSample/options";

/** @param theta `[B, 2, 3]`: an affine transform */
export function spatialTransformReference(
  image: Tensor,
  theta: Tensor,
  [h, w]: readonly [number, number],
  sampling: Sampling,
): Tensor4D {
  const [B, , , C] = image.shape as [number, number, number, number];
  if (image.size === 0) return emptyResult([image, theta], [B, h, w, C]);
  return gridSampleReference(image, affineGridReference(theta, [h, w], sampling.alignCorners), sampling); // eq. 1, 3
}
