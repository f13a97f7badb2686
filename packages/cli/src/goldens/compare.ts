import type { GoldenTensor } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";

/** How far a tensor is from the expected one, and how far it may be. */
export interface Comparison {
  /** `output grid`, `gradient of theta`. */
  what: string;
  error: number;
  bar: number;
}

export interface Bars {
  /** What the expected values are at least taken as when the error is put in relation to them. */
  least: number;
  tolerance: { rtol: number; atol: number } | undefined;
}

const bar = 1e-5;

/**
 * The largest error, relative to the largest expected magnitude or `least`; with a tolerance, the largest
 * |a − e| / (atol + rtol |e|), which must be below 1. What is not a number is infinitely far.
 */
export function compare(what: string, actual: Tensor, expected: GoldenTensor, { least, tolerance }: Bars): Comparison {
  if (actual.shape.join() !== expected.shape.join()) {
    throw new Error(`${what} must be [${expected.shape.join(", ")}], got [${actual.shape.join(", ")}]`);
  }
  const values = actual.dataSync();
  const wanted = expected.data;
  const scale = wanted.reduce((largest, e) => Math.max(largest, Math.abs(e)), least);
  let error = 0;
  for (let i = 0; i < wanted.length; i++) {
    const allowed = tolerance ? tolerance.atol + tolerance.rtol * Math.abs(wanted[i]!) : scale;
    const relative = Math.abs(values[i]! - wanted[i]!) / allowed;
    if (Number.isNaN(relative)) error = values[i] === wanted[i] ? error : Number.POSITIVE_INFINITY;
    else error = Math.max(error, relative);
  }
  return { what, error, bar: tolerance ? 1 : bar };
}

/** For a gradient whose value is not defined: it must be finite. */
export function compareFinite(what: string, actual: Tensor): Comparison {
  const finite = actual.dataSync().every(Number.isFinite);
  return { what, error: finite ? 0 : Number.POSITIVE_INFINITY, bar };
}
