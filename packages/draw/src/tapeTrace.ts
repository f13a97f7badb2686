// The traces, from the tape that the kernels leave.
import type { AttentionWindow } from "@attn/core";
import { columns } from "@attn/core/kernels";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Call, layoutOf } from "./plan.wasm";
import { type DrawTrace, windowParts } from "./trace";

/** @param tape `[T, B, record]` */
export function tapeTrace(call: Call, tape: Tensor): DrawTrace {
  const at = layoutOf(call, call.mode);
  const { Z, images, seen } = call;
  const { canvases, writeWindows } = tapeWrites(call, tape);
  const readWindows = tapeWindows(call, tape, at.readWindow, call.readSize);
  return {
    canvases,
    reads: part(tape, at.encoderIn, images * seen),
    mu: part(tape, at.latent, Z),
    logSigma: part(tape, at.latent + Z, Z),
    z: part(tape, at.decoderIn, Z),
    ...(readWindows && { readWindows }),
    ...(writeWindows && { writeWindows }),
  };
}

/** What the decoder did alone. */
export function tapeWrites(call: Call, tape: Tensor): Pick<DrawTrace, "canvases" | "writeWindows"> {
  const at = layoutOf(call, call.mode);
  const { H, W, C, writeSize } = call;
  const writeWindows = tapeWindows(call, tape, at.writeWindow, writeSize);
  return { canvases: part(tape, at.canvas, H, W, C), ...(writeWindows && { writeWindows }) };
}

/** Windows that lie at a place of each record, if there are any. */
export function tapeWindows({ T, B }: Call, tape: Tensor, at: number, side: number): AttentionWindow | undefined {
  if (side === 0) return undefined;
  const numbers = windowParts.map((name, i) => [name, tf.reshape(part(tape, at + i, 1), [T, B])]);
  return Object.fromEntries(numbers) as AttentionWindow;
}

function part(tape: Tensor, from: number, ...shape: number[]): Tensor {
  const [T, B] = tape.shape as [number, number, number];
  return tf.reshape(columns(tape, from, tf.util.sizeFromShape(shape)), [T, B, ...shape]);
}
