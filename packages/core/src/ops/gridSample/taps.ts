// One axis of the reference: which pixels a coordinate takes from, and with which weights.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { detached } from "../detached";
import type { Sampling } from "./options";

/** For every sample, one of the pixels along an axis and its weight. An index outside the axis counts as zero. */
export interface Tap {
  index: Tensor;
  weight: Tensor;
}

/** The taps of `coordinates` in [−1, 1] along an axis of `n` pixels. */
export function taps(coordinates: Tensor, n: number, { interpolation, padding, alignCorners }: Sampling): Tap[] {
  const x = toPixels(coordinates, n, alignCorners);
  const pad = { zeros: keepNear, border: clamp, reflection: alignCorners ? reflectCenters : reflectEdges }[padding];
  if (interpolation === "nearest") return nearest(pad(x, n));
  if (interpolation === "bilinear") return bilinear(pad(x, n));
  const near = padding === "reflection" ? keepFinite(x) : keepNear(x, n);
  return bicubic(near, (index) => (padding === "zeros" ? index : pad(index, n)));
}

function toPixels(x: Tensor, n: number, alignCorners: boolean): Tensor {
  return alignCorners ? tf.mul(tf.add(x, 1), (n - 1) / 2) : tf.div(tf.sub(tf.mul(tf.add(x, 1), n), 1), 2);
}

function nearest(x: Tensor): Tap[] {
  const index = detached((x) => tf.round(x), x); // half to even
  return [{ index, weight: tf.onesLike(index) }];
}

function bilinear(x: Tensor): Tap[] {
  const first = detached((x) => tf.floor(x), x);
  const t = tf.sub(x, first);
  return [
    { index: first, weight: tf.sub(1, t) },
    { index: tf.add(first, 1), weight: t },
  ];
}

function bicubic(x: Tensor, pad: (index: Tensor) => Tensor): Tap[] {
  const first = detached((x) => tf.floor(x), x);
  const t = tf.sub(x, first);
  return [-1, 0, 1, 2].map((k) => ({
    index: detached((i) => pad(tf.add(i, k)), first),
    weight: keys(k > 0 ? tf.sub(k, t) : tf.sub(t, k), k === 0 || k === 1),
  }));
}

/** Keys's kernel at the distance `s`: near is s ≤ 1, else 1 ≤ s ≤ 2. */
function keys(s: Tensor, near: boolean): Tensor {
  const A = -0.75;
  const [c3, c2, c1, c0] = near ? [A + 2, -(A + 3), 0, 1] : [A, -5 * A, 8 * A, -4 * A];
  return [c2, c1, c0].reduce<Tensor>((sum, c) => tf.add(tf.mul(sum, s), c), tf.fill(s.shape, c3!));
}

/** Brings what is far outside near: nothing there is taken from. NaN is outside. */
const keepNear = (x: Tensor, n: number) => between(x, -8, n + 7);

/** Brings what is outside to the border pixels; NaN to the first. */
const clamp = (x: Tensor, n: number) => between(x, 0, n - 1);

/** About the centres of the border pixels. */
const reflectCenters = (x: Tensor, n: number) => clamp(reflect(x, 0, n - 1), n);

/** About the outer edges of the border pixels. */
const reflectEdges = (x: Tensor, n: number) => clamp(reflect(x, -0.5, n), n);

const keepFinite = (x: Tensor) =>
  inPieces(
    x,
    (x) => tf.where(tf.isFinite(x), x, tf.zerosLike(x)),
    (x) => tf.isFinite(x),
  );

/** Clips; the slope is 0 where it does, and at both limits, as PyTorch has it. NaN gives the lower limit. */
function between(x: Tensor, low: number, high: number): Tensor {
  return inPieces(
    x,
    (x) => tf.minimum(tf.where(tf.greater(x, low), x, tf.fill(x.shape, low)), high),
    (x) => tf.logicalAnd(tf.greater(x, low), tf.less(x, high)),
  );
}

/** A zigzag between `low` and `low + span`. */
function reflect(x: Tensor, low: number, span: number): Tensor {
  const phase = (x: Tensor) => {
    const v = tf.abs(tf.sub(x, low));
    return tf.sub(v, tf.mul(tf.floor(tf.div(v, 2 * span)), 2 * span)); // in [0, 2 span)
  };
  return inPieces(
    x,
    (x) => tf.add(tf.minimum(phase(x), tf.sub(2 * span, phase(x))), low),
    (x) => {
      const rising = tf.sub(tf.mul(tf.cast(tf.less(phase(x), span), "float32"), 2), 1);
      return tf.where(tf.less(x, low), tf.neg(rising), rising);
    },
  );
}

/** A function made of straight pieces: its value, and the slope that counts, also where two pieces meet. */
function inPieces(x: Tensor, value: (x: Tensor) => Tensor, slope: (x: Tensor) => Tensor): Tensor {
  const f = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (ts: Tensor[]) => void];
    save([tf.cast(slope(x), "float32")]);
    return { value: value(x), gradFunc: (dy, saved) => tf.mul(dy, (saved as Tensor[])[0]!) };
  });
  return f(x);
}
