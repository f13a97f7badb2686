import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { ConfigError } from "../../shapes/errors";
import { checkedOptions, checkSize, oneOf } from "../../shapes/options";
import { attentionTheta } from "../attentionGrid/attentionGrid.reference";
import { emptyResult } from "../emptyResult";
import { gridSample } from "../gridSample/gridSample";
import { checkSides, type Sampling, type SamplingOptions, samplingNames, samplingOptions } from "../gridSample/options";
import { projectiveGrid } from "../projectiveGrid/projectiveGrid";
import {
  splineGrid,
  splineNames,
  splineOptions,
  type ThinPlateSplineOptions,
} from "../thinPlateSplineGrid/thinPlateSplineGrid";
import { spatialTransformReference } from "./spatialTransform.reference";
import { spatialTransformWasm } from "./spatialTransform.wasm";

const transforms = ["affine", "attention", "translation", "projective", "thinPlateSpline"] as const;

export interface SpatialTransformOptions extends SamplingOptions, ThinPlateSplineOptions {
  /** What theta is; `"affine"` by default. */
  transform?: (typeof transforms)[number];
}

/**
 * Moves an image: makes the sampling grid of a transform and samples the image at it (Spatial Transformer, §3.2–3.3). For
 * `"affine"`, `"attention"` and `"translation"` the kernel does both at once and stores no grid.
 *
 * @param image `[B, H, W, C]`, H and W from 1
 * @param theta the parameters, from output to input coordinates; by transform: `"affine"` `[B, 2, 3]`, as in `affineGrid`;
 *   `"attention"` `[B, 3]`, as in `attentionGrid`; `"translation"` `[B, 2]`, each (tx, ty); `"projective"` `[B, 3, 3]`, as in
 *   `projectiveGrid`; `"thinPlateSpline"` `[B, K, 2]`, the points of `thinPlateSplineGrid`
 * @param size `[h, w]` of the output image, each at least 1
 * @returns `[B, h, w, C]`
 * @throws ShapeError if a tensor does not have this shape
 * @throws ConfigError for an unknown option, one that the transform does not have, or a size that is not one
 */
export function spatialTransform(
  image: Tensor,
  theta: Tensor,
  size: readonly [number, number],
  options: SpatialTransformOptions = {},
): Tensor4D {
  checkedOptions("spatialTransform", options, ["transform", ...samplingNames, ...splineNames]);
  const transform = oneOf("spatialTransform", "transform", options.transform, transforms, "affine");
  const sampling = samplingOptions("spatialTransform", options);
  checkSize("spatialTransform", size, "h w");
  const spline = checkedSpline(transform, options);
  const pattern = {
    affine: "B 2 3",
    attention: "B 3",
    translation: "B 2",
    projective: "B 3 3",
    thinPlateSpline: `B ${spline?.controlPoints.length} 2`,
  };
  const { B, C } = dims("spatialTransform", { image: [image, "B H W C"], theta: [theta, pattern[transform]] });
  checkSides("spatialTransform", image);
  if (image.size === 0) return emptyResult([image, theta], [B!, ...size, C!]);
  return tf.tidy(() => {
    if (transform === "projective")
      return gridSample(image, projectiveGrid(theta, size, { alignCorners: sampling.alignCorners }), sampling);
    if (spline) return gridSample(image, splineGrid("spatialTransform", theta, size, spline), sampling);
    if (transform === "affine") return affine(image, theta, size, sampling);
    if (transform === "attention") return affine(image, attentionTheta(theta), size, sampling);
    return affine(image, translationTheta(theta), size, sampling);
  });
}

function affine(image: Tensor, theta: Tensor, size: readonly [number, number], sampling: Sampling): Tensor4D {
  if (!hasKernels()) return spatialTransformReference(image, theta, size, sampling);
  return runOp(spatialTransformWasm, { image, theta }, { ...sampling, size });
}

/** (1, 0, tx; 0, 1, ty), [B, 2, 3], of (tx, ty), [B, 2]. */
function translationTheta(theta: Tensor): Tensor {
  const one = tf.tile(tf.tensor3d([1, 0, 0, 1], [1, 2, 2]), [theta.shape[0]!, 1, 1]);
  return tf.concat([one, tf.expandDims(theta, 2)], 2);
}

/** The spline's options where the transform is one; elsewhere there must be none. */
function checkedSpline(transform: string, options: ThinPlateSplineOptions) {
  if (transform === "thinPlateSpline") return splineOptions("spatialTransform", options);
  for (const option of splineNames) {
    if (options[option] === undefined) continue;
    throw new ConfigError(`spatialTransform: ${option} must go with transform "thinPlateSpline", got "${transform}"`);
  }
  return undefined;
}
