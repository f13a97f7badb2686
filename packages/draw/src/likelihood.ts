// What images cost, given the logits of their pixels.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Likelihood } from "./options";

/**
 * −log p(x | canvas) of each image, summed over its pixels, in nats, `[B]`.
 *
 * Bernoulli: Σ softplus(c) − x c, eq. 9, a probability where pixels are 0 or 1. Pixels between count as probabilities, as in the paper's
 * experiments with colour; that is no likelihood of theirs. Continuous Bernoulli: a density on [0, 1], which has the normalizer
 * log(c / tanh(c / 2)) besides (Loaiza-Ganem & Cunningham 2019).
 */
export function imageCost(kind: Likelihood, canvas: Tensor, x: Tensor): Tensor {
  const B = x.shape[0]!;
  const each = crossEntropy(tf.reshape(canvas, [B, -1]), tf.reshape(x, [B, -1]));
  return kind === "bernoulli" ? each : tf.sub(each, logNormalizer(tf.reshape(canvas, [B, -1])));
}

/** What the canvas says of the images: the mean of each pixel. */
export function meanImage(kind: Likelihood, canvas: Tensor): Tensor {
  if (kind === "bernoulli") return tf.sigmoid(canvas);
  // λ / (2 λ − 1) + 1 / (2 artanh(1 − 2 λ)) = ½ + ½ coth(c / 2) − 1 / c, and ½ + c / 12 near 0
  const near = tf.less(tf.abs(canvas), NEAR);
  const c = tf.where(near, tf.onesLike(canvas), canvas);
  const far = tf.sub(tf.add(0.5, tf.div(0.5, tf.tanh(tf.mul(c, 0.5)))), tf.div(1, c));
  return tf.where(near, tf.add(0.5, tf.div(canvas, 12)), far);
}

/** Below it the formulas give way to the first terms of their series, whose error is below 1e-6 there. */
const NEAR = 0.1;

/** Σ log(c / tanh(c / 2)) over the second axis; its gradient is 1 / c − 1 / sinh c. Near 0 both are the first terms of their series. */
function logNormalizer(canvas: Tensor): Tensor {
  const apply = tf.customGrad((...args) => {
    const [c, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    save([c]);
    const gradFunc = (dy: Tensor, [c]: Tensor[]) => tf.mul(normalizerSlope(c!), tf.expandDims(dy, 1));
    return { value: tf.sum(normalizer(c), 1), gradFunc };
  });
  return apply(canvas);
}

function normalizer(c: Tensor): Tensor {
  const size = tf.abs(c);
  const far = tf.maximum(size, NEAR);
  const squares = tf.square(c);
  const series = tf.add(Math.LN2, tf.mul(squares, tf.sub(1 / 12, tf.mul(squares, 7 / 1440))));
  return tf.where(tf.less(size, NEAR), series, tf.log(tf.div(far, tf.tanh(tf.mul(far, 0.5)))));
}

function normalizerSlope(c: Tensor): Tensor {
  const size = tf.abs(c);
  const far = tf.maximum(size, NEAR);
  const e = tf.exp(tf.neg(far));
  const slope = tf.sub(tf.div(1, far), tf.div(tf.mul(e, 2), tf.sub(1, tf.square(e))));
  const series = tf.mul(c, tf.sub(1 / 6, tf.mul(tf.square(c), 7 / 360)));
  return tf.where(tf.less(size, NEAR), series, tf.mul(tf.sign(c), slope));
}

/** Σ max(c, 0) − c x + log(1 + e^−|c|) over the second axis; its gradient is σ(c) − x for the canvas, and −c for the images. */
function crossEntropy(canvas: Tensor, x: Tensor): Tensor {
  const apply = tf.customGrad((...args) => {
    const [c, images, save] = args as unknown as [Tensor, Tensor, (saved: Tensor[]) => void];
    save([c, images]); // they may have been made inside of the loss
    const each = tf.add(tf.sub(tf.relu(c), tf.mul(c, images)), tf.softplus(tf.neg(tf.abs(c))));
    const gradFunc = (dy: Tensor, [c, images]: Tensor[]) => {
      const share = tf.expandDims(dy, 1);
      return [tf.mul(tf.sub(tf.sigmoid(c!), images!), share), tf.mul(tf.neg(c!), share)];
    };
    return { value: tf.sum(each, 1), gradFunc };
  });
  return apply(canvas, x);
}
