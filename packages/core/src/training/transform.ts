// image.transform, made of operations that have gradients.
import * as tf from "@tensorflow/tfjs-core";
import { detached } from "../ops/detached";
import { OUTSIDE, sampleAt } from "./sampleAt";

export interface TransformAttrs {
  interpolation: "nearest" | "bilinear";
  fillMode: "constant" | "reflect" | "wrap" | "nearest";
  fillValue: number;
  outputShape?: [number, number];
}

/** What tfjs computes: a projective transformation from places of the output to places of the image. */
export function transform(image: tf.Tensor, transforms: tf.Tensor, attrs: TransformAttrs): tf.Tensor {
  const [B, H, W] = image.shape as [number, number, number];
  const [h, w] = attrs.outputShape ?? [H, W];
  const T = transforms.shape[0]!;
  const matrices = tf.reshape(tf.concat([transforms, tf.ones([T, 1])], 1), [T, 3, 3]);
  const [columns, rows] = tf.meshgrid(tf.range(0, w), tf.range(0, h)) as [tf.Tensor, tf.Tensor];
  const base = tf.stack([tf.reshape(columns, [h * w]), tf.reshape(rows, [h * w]), tf.ones([h * w])]);
  const [x, y, scale] = tf.unstack(tf.matMul(matrices, tf.tile(tf.expandDims(base, 0), [T, 1, 1])), 1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const infinite = detached((t) => tf.equal(t, 0), scale);
  const divisor = tf.where(infinite, tf.onesLike(scale), scale);
  const places = (t: tf.Tensor, side: number) => {
    const mapped = filled(tf.div(t, divisor), side, attrs.fillMode);
    const place = tf.where(infinite, tf.fill([T, h * w], OUTSIDE), mapped);
    return tf.broadcastTo(tf.reshape(place, [T, h, w]), [B, h, w]);
  };
  const difference = tf.sub(image, attrs.fillValue); // zero outside is then the value outside
  return tf.add(sampleAt(difference, places(x, W), places(y, H), attrs.interpolation), attrs.fillValue);
}

/** Where places outside of the image are taken from, as tfjs has it. */
function filled(place: tf.Tensor, side: number, mode: TransformAttrs["fillMode"]): tf.Tensor {
  if (mode === "constant") return place;
  if (mode === "nearest") return tf.clipByValue(place, 0, side - 1);
  const low = detached((t) => tf.less(t, 0), place);
  const high = detached((t) => tf.greater(t, side - 1), place);
  const within = mode === "reflect" ? reflected(place, side, low, high) : wrapped(place, side, low, high);
  return tf.clipByValue(within, 0, side - 1);
}

/** abcd continued as dcba|abcd|dcba */
function reflected(place: tf.Tensor, side: number, low: tf.Tensor, high: tf.Tensor): tf.Tensor {
  if (side === 1) return tf.mul(place, 0);
  const period = 2 * side;
  const turns = (t: tf.Tensor) => tf.mul(tf.floor(tf.div(t, period)), period);
  const before = tf.add(place, turns(tf.neg(place)));
  const fromLeft = tf.where(
    detached((t) => tf.less(t, -side), before),
    tf.add(before, period),
    tf.sub(tf.neg(before), 1),
  );
  const after = tf.sub(place, turns(place));
  const fromRight = tf.where(
    detached((t) => tf.greaterEqual(t, side), after),
    tf.sub(period - 1, after),
    after,
  );
  return tf.where(low, fromLeft, tf.where(high, fromRight, place));
}

/** abcd continued as abcd|abcd|abcd */
function wrapped(place: tf.Tensor, side: number, low: tf.Tensor, high: tf.Tensor): tf.Tensor {
  if (side === 1) return tf.mul(place, 0);
  const turns = (t: tf.Tensor) => tf.floor(tf.div(t, side - 1));
  const fromLeft = tf.add(place, tf.mul(tf.add(turns(tf.neg(place)), 1), side));
  const fromRight = tf.sub(place, tf.mul(turns(place), side));
  return tf.where(low, fromLeft, tf.where(high, fromRight, place));
}
