import type * as tf from "@tensorflow/tfjs-core";
import { type TransformAttrs, transform } from "../transform";
import { gradientWithin } from "./gradientWithin";

/** Of the images, and, where the interpolation is bilinear, of the transforms. */
export const transformGradient: tf.GradConfig = {
  kernelName: "Transform",
  inputsToSave: ["image", "transforms"],
  gradFunc: (dy, [image, transforms], attrs) => {
    const moved = (x: tf.Tensor, by: tf.Tensor) => transform(x, by, attrs as unknown as TransformAttrs);
    return {
      image: () => gradientWithin((x) => moved(x, transforms!), image!, dy as tf.Tensor),
      transforms: () => gradientWithin((by) => moved(image!, by), transforms!, dy as tf.Tensor),
    };
  },
};
