import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { DrawWeights } from "./weights";

/** All that passes from one step to the next. */
export interface DrawState {
  /** Logits of the pixels, `[B, H, W, C]`. */
  canvas: Tensor;
  /** h and c of the encoder's LSTM, `[B, 2, E]`. */
  encoder: Tensor;
  /** h and c of the decoder's LSTM, `[B, 2, D]`. */
  decoder: Tensor;
}

/** The learned state that every image begins with, for a batch of one: what is broadcast. */
export function firstState(weights: DrawWeights): DrawState {
  const one = (name: string) => tf.expandDims(weights[`initial.${name}`]!, 0);
  return { canvas: one("canvas"), encoder: one("encoder"), decoder: one("decoder") };
}

/** A state for B images from one for a batch of one. */
export function repeated({ canvas, encoder, decoder }: DrawState, B: number): DrawState {
  const times = (x: Tensor) => tf.tile(x, [B, ...x.shape.slice(1).fill(1)]);
  return { canvas: times(canvas), encoder: times(encoder), decoder: times(decoder) };
}
