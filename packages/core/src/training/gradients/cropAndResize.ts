import * as tf from "@tensorflow/tfjs-core";
import { detached } from "../../ops/detached";
import { OUTSIDE, sampleAt } from "../sampleAt";
import { gradientWithin } from "./gradientWithin";

interface Attrs {
  cropSize: [number, number];
  method: "bilinear" | "nearest";
}

/** Of the images, and, where the method is bilinear, of the boxes' corners. */
export const cropAndResizeGradient: tf.GradConfig = {
  kernelName: "CropAndResize",
  inputsToSave: ["image", "boxes", "boxInd"],
  gradFunc: (dy, [image, boxes, boxInd], attrs) => {
    const crops = (x: tf.Tensor, corners: tf.Tensor) => crop(x, corners, boxInd!, attrs as unknown as Attrs);
    return {
      image: () => gradientWithin((x) => crops(x, boxes!), image!, dy as tf.Tensor),
      boxes: () => gradientWithin((corners) => crops(image!, corners), boxes!, dy as tf.Tensor),
    };
  },
};

/** The same as tfjs computes, with zeros where it extrapolates. */
function crop(image: tf.Tensor, boxes: tf.Tensor, boxInd: tf.Tensor, { cropSize, method }: Attrs): tf.Tensor {
  const [B, H, W, C] = image.shape as [number, number, number, number];
  const [h, w] = cropSize;
  const N = boxes.shape[0]!;
  const [y1, x1, y2, x2] = tf.split(boxes, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const places = (from: tf.Tensor, to: tf.Tensor, n: number, side: number) => {
    const step = n > 1 ? tf.reshape(tf.div(tf.range(0, n), n - 1), [1, n]) : tf.fill([1, 1], 0.5);
    const place = tf.mul(tf.add(from, tf.mul(tf.sub(to, from), step)), side - 1);
    const inside = detached((t) => tf.logicalAnd(tf.greaterEqual(t, 0), tf.lessEqual(t, side - 1)), place);
    return tf.where(inside, place, tf.fill([N, n], OUTSIDE));
  };
  const y = tf.broadcastTo(tf.reshape(places(y1, y2, h, H), [N, h, 1]), [N, h, w]);
  const x = tf.broadcastTo(tf.reshape(places(x1, x2, w, W), [N, 1, w]), [N, h, w]);
  // the image of each box, as a product: tfjs's wasm backend cannot go back through gather; there is no image for an index of none
  const chosen = tf.cast(tf.oneHot(tf.cast(boxInd, "int32"), B), "float32");
  const images = tf.reshape(tf.matMul(chosen, tf.reshape(image, [B, H * W * C])), [N, H, W, C]);
  return sampleAt(images, x, y, method);
}
