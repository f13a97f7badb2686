// The trace, from the tape that the kernels leave.
import { columns } from "@attn/core/kernels";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { layoutOf } from "./plan.wasm";
import type { Sizes } from "./sizes";
import type { NTMTrace } from "./trace";

/** @param tape `[B, T, record]` */
export function tapeTrace(sizes: Sizes, tape: Tensor): NTMTrace {
  const { U, N, W, S, R, heads, readRow, writeRow } = sizes;
  const at = layoutOf(sizes);
  const [B, T] = tape.shape as [number, number, number];
  const part = (from: number, ...shape: number[]) =>
    tf.reshape(columns(tape, from, tf.util.sizeFromShape(shape)), [B, T, ...shape]);
  const rowAt = (h: number) => at.raw + Math.min(h, R) * readRow + Math.max(h - R, 0) * writeRow;
  const ofHeads = (offset: number, shape: number[], first = 0) =>
    tf.stack(
      Array.from({ length: heads - first }, (_, i) => part(rowAt(first + i) + offset, ...shape)),
      2,
    );
  return {
    weights: part(at.weights, heads, N),
    keys: ofHeads(0, [W]),
    beta: ofHeads(W, []),
    gate: ofHeads(W + 1, []),
    shift: ofHeads(W + 2, [S]),
    gamma: ofHeads(W + 2 + S, []),
    erase: ofHeads(readRow, [W], R),
    add: ofHeads(readRow + W, [W], R),
    reads: part(at.speech + U, R, W),
    memory: part(at.memory, N, W),
  };
}
