// What the tests of gridSample have in common.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { GridSampleOptions } from "./gridSample";
import { gridSampleReference } from "./gridSample.reference";
import { samplingOptions } from "./options";

export const interpolations = ["bilinear", "nearest", "bicubic"] as const;
const paddings = ["zeros", "border", "reflection"] as const;
export const everyMode = interpolations.flatMap((interpolation) =>
  paddings.flatMap((padding) => [false, true].map((alignCorners) => ({ interpolation, padding, alignCorners }))),
);
const name = ({ interpolation, padding, alignCorners }: (typeof everyMode)[number]) =>
  `${interpolation} ${padding}${alignCorners ? " alignCorners" : ""}`;
export const modes = everyMode.map((mode) => ({ name: name(mode), mode }));

export const reference = (image: Tensor, grid: Tensor, options: GridSampleOptions = {}) =>
  gridSampleReference(image, grid, samplingOptions("", options));

export const picture = () => tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
export const at = (...points: number[]) => tf.tensor4d(points, [1, 1, points.length / 2, 2]);
