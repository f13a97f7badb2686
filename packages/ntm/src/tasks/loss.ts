// What is minimized, and what is reported, of logits against a task's targets.
import { dims, ShapeError } from "@attn/core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The sigmoid cross-entropy summed over the scored steps of a sequence, in nats; the mean over the batch.
 *
 * Finite for all finite logits. The gradient is for `logits` alone; it has derivatives of its own.
 *
 * @param logits `[B, T, O]`
 * @param targets `[B, T, O]`, from 0 to 1
 * @param mask `[B, T]`: what each step counts
 * @throws ShapeError if the shapes differ or there is nothing in them
 */
export function maskedLoss(logits: Tensor, targets: Tensor, mask: Tensor): Scalar {
  check("maskedLoss", logits, targets, mask);
  return crossEntropy(logits, targets, mask);
}

/** `maskedLoss` in bits, the paper's cost per sequence. @throws ShapeError */
export function bitsPerSequence(logits: Tensor, targets: Tensor, mask: Tensor): Scalar {
  check("bitsPerSequence", logits, targets, mask);
  return tf.tidy(() => tf.div(crossEntropy(logits, targets, mask), Math.LN2));
}

/**
 * How many bits of a sequence are wrong at the scored steps, a logit above 0 being a 1; the mean over the batch.
 *
 * @param logits `[B, T, O]`
 * @param targets `[B, T, O]`, 0 or 1
 * @param mask `[B, T]`, 0 or 1
 * @throws ShapeError if the shapes differ or there is nothing in them
 */
export function bitErrors(logits: Tensor, targets: Tensor, mask: Tensor): Scalar {
  const B = check("bitErrors", logits, targets, mask);
  return tf.tidy(() => {
    const wrong = tf.squaredDifference(tf.cast(tf.greater(logits, 0), "float32"), targets);
    return tf.div(tf.sum(tf.mul(wrong, tf.expandDims(mask, 2))), B);
  });
}

function check(who: string, logits: Tensor, targets: Tensor, mask: Tensor): number {
  const { B } = dims(who, { logits: [logits, "B T O"], targets: [targets, "B T O"], mask: [mask, "B T"] });
  if (logits.size === 0) throw new ShapeError(`${who}: logits must not be empty, got [${logits.shape.join(", ")}]`);
  return B!;
}

/**
 * Σ mask (max(x, 0) − x z + log(1 + e^−|x|)) / B, and (σ(x) − z) mask / B as its gradient: few operations, for small batches.
 * The logarithm is a softplus because the wasm backend's log1p rounds 1 + e^−|x|.
 */
function crossEntropy(logits: Tensor, targets: Tensor, mask: Tensor): Scalar {
  const B = logits.shape[0]!;
  const apply = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    save([x, targets, mask]); // targets that were made inside of a loss are gone when its gradient is asked for
    const cost = tf.add(tf.sub(tf.relu(x), tf.mul(x, targets)), tf.softplus(tf.neg(tf.abs(x))));
    const value = tf.div(tf.sum(tf.mul(cost, tf.expandDims(mask, 2))), B);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(tf.div(dy, B), saved) };
  });
  return apply(logits) as Scalar;
}

function gradient(scale: Tensor, [x, targets, mask]: Tensor[]): Tensor {
  const share = tf.mul(tf.expandDims(mask!, 2), scale); // [B, T, 1]
  return tf.mul(tf.sub(tf.sigmoid(x!), targets!), share);
}
