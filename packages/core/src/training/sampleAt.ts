import * as tf from "@tensorflow/tfjs-core";
import { gridSample } from "../ops/gridSample/gridSample";

/**
 * Images at places counted in pixels from 0, zero outside.
 *
 * @param image `[B, H, W, C]`
 * @param x `[B, h, w]`
 * @param y `[B, h, w]`
 * @returns `[B, h, w, C]`
 */
export function sampleAt(image: tf.Tensor, x: tf.Tensor, y: tf.Tensor, mode: "bilinear" | "nearest"): tf.Tensor {
  const [, H, W] = image.shape as [number, number, number];
  const along = (place: tf.Tensor, side: number) => {
    const pixel = mode === "nearest" ? tf.floor(tf.add(place, 0.5)) : place; // as tfjs rounds
    return tf.sub(tf.div(tf.add(tf.mul(pixel, 2), 1), side), 1);
  };
  const grid = tf.stack([along(x, W), along(y, H)], -1);
  return gridSample(image, grid, { interpolation: mode, padding: "zeros", alignCorners: false });
}

/** A place in pixels that is outside every image, with all its neighbours. */
export const OUTSIDE = -2;
