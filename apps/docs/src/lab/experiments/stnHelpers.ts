import type * as tf from "@tensorflow/tfjs-core";
import type { Values } from "../values";

/** The matrix that shows an image turned by so much with the clock, and so much more of it. */
export function turn(degrees: number, scale: number): number[][] {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [
    [c, s, 0],
    [-s, c, 0],
  ];
}

/** One image of a batch of one, without the axes of length 1. */
export function alone(image: tf.Tensor): Values {
  const [, height, width, channels] = image.shape as [number, number, number, number];
  return { shape: channels === 1 ? [height, width] : [height, width, channels], data: image.dataSync() };
}
