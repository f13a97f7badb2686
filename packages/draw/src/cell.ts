// One step, of the operators: equations 3 to 8 of the paper, and the reference of the fused recurrence.
import { type AttentionWindow, attentionWindow, readPatch, writePatch } from "@attn/core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { DrawConfig } from "./options";
import { sizesOf } from "./sizes";
import type { DrawState } from "./state";
import type { DrawWeights } from "./weights";

/** What a step found on the way. */
export interface Stepped {
  state: DrawState;
  /** `[B, images · seen]` */
  read: Tensor;
  /** Of z, `[B, Z]`. */
  mu: Tensor;
  logSigma: Tensor;
  z: Tensor;
  /** From the prior, in nats, `[B]`. */
  kl: Tensor;
  readWindow?: AttentionWindow;
  writeWindow?: AttentionWindow;
}

/**
 * @param x `[B, H, W, C]`
 * @param noise ε, `[B, Z]`
 * @param labels one-hot, `[B, classes]`, where there are classes
 */
export function drawStep(
  config: DrawConfig,
  weights: DrawWeights,
  x: Tensor,
  noise: Tensor,
  prev: DrawState,
  labels?: Tensor,
): Stepped {
  const [hDec] = cellOf(prev.decoder);
  const missing = tf.sub(x, tf.sigmoid(prev.canvas)); // eq. 3
  const readWindow = config.attention
    ? windowOf(weights, "readWindow", hDec, config.imageSize, config.readSize)
    : undefined;
  const read = look(config, [x, missing], readWindow); // eq. 4
  const given = labels ? [labels] : [];
  const encoder = lstm(weights, "encoder", [read, hDec, ...given], prev.encoder); // eq. 5
  const [mu, logSigma] = tf.split(linear(weights, "latent", cellOf(encoder)[0]), 2, 1) as [Tensor, Tensor]; // eqs. 1, 2
  const sigma = tf.exp(logSigma);
  const z = tf.add(mu, tf.mul(sigma, noise)); // eq. 6
  const kl = divergence(mu, sigma, logSigma);
  const { decoder, canvas, writeWindow } = decodeStep(config, weights, z, prev, labels);
  const windows = { ...(readWindow && { readWindow }), ...(writeWindow && { writeWindow }) };
  return { state: { canvas, encoder, decoder }, read, mu, logSigma, z, kl, ...windows };
}

/** The decoder and what it writes: all there is of a step that generates. */
export function decodeStep(
  config: DrawConfig,
  weights: DrawWeights,
  z: Tensor,
  prev: Pick<DrawState, "canvas" | "decoder">,
  labels?: Tensor,
): Pick<DrawState, "canvas" | "decoder"> & { writeWindow?: AttentionWindow } {
  const { H, W, C, writeSize: N } = sizesOf(config);
  const decoder = lstm(weights, "decoder", labels ? [z, labels] : [z], prev.decoder); // eq. 7
  const [hDec] = cellOf(decoder);
  const patch = linear(weights, "patch", hDec);
  if (!config.attention) return { decoder, canvas: tf.add(prev.canvas, tf.reshape(patch, [-1, H, W, C])) };
  const writeWindow = windowOf(weights, "writeWindow", hDec, config.imageSize, N);
  const { pixelOrigin, epsilon } = config;
  const written = writePatch(tf.reshape(patch, [-1, N, N, C]), writeWindow, [H, W], { pixelOrigin, epsilon });
  return { decoder, canvas: tf.add(prev.canvas, written), writeWindow }; // eq. 8
}

/** Where an h wants to look or write: what the weights of that name make of it. */
export function windowOf(
  weights: DrawWeights,
  name: "readWindow" | "writeWindow",
  h: Tensor,
  [H, W]: DrawConfig["imageSize"],
  side: number,
): AttentionWindow {
  return attentionWindow(linear(weights, name, h), [H, W], side);
}

/** What is seen of images through a window, or all of them, `[B, images · seen]`. */
export function look(
  { attention, readSize, pixelOrigin, epsilon }: Pick<DrawConfig, "attention" | "readSize" | "pixelOrigin" | "epsilon">,
  images: readonly Tensor[],
  window?: AttentionWindow,
): Tensor {
  const seen = images.map((image) =>
    attention ? readPatch(image, window!, readSize, { pixelOrigin, epsilon }) : image,
  );
  const B = images[0]!.shape[0]!;
  return tf.concat(
    seen.map((each) => tf.reshape(each, [B, -1])),
    1,
  );
}

/** An LSTM's step: from h and c, `[B, 2, units]`, to the next. Gates in the order i, f, g, o. */
export function lstm(weights: DrawWeights, name: string, inputs: readonly Tensor[], prev: Tensor): Tensor {
  const [h, c] = cellOf(prev);
  const [i, f, g, o] = tf.split(linear(weights, name, tf.concat([...inputs, h], 1)), 4, 1) as Tensor[];
  const cNext = tf.add(tf.mul(tf.sigmoid(f!), c), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
  return tf.stack([tf.mul(tf.sigmoid(o!), tf.tanh(cNext)), cNext], 1);
}

export const cellOf = (state: Tensor): [h: Tensor, c: Tensor] => tf.unstack(state, 1) as [Tensor, Tensor];

export const linear = (weights: DrawWeights, name: string, x: Tensor): Tensor =>
  tf.add(tf.matMul(x as Tensor2D, weights[`${name}.kernel`] as Tensor2D), weights[`${name}.bias`]!);

/** ½ Σ (μ² + σ² − log σ² − 1): the constant counts once for each latent number (eq. 11 has it once for each step). */
function divergence(mu: Tensor, sigma: Tensor, logSigma: Tensor): Tensor {
  const each = tf.sub(tf.add(tf.square(mu), tf.square(sigma)), tf.add(tf.mul(logSigma, 2), 1));
  return tf.mul(tf.sum(each, 1), 0.5);
}
