// How the cost fell, over sequences rather than steps: batches of other sizes can be compared.

/** A task counts as solved below this, in bits per sequence. */
export const SOLVED = 0.05;
/** Sequences over which the cost is averaged. */
const WINDOW = 500;

export interface CurvePoint {
  /** Sequences seen so far. */
  sequences: number;
  /** Mean cost of a sequence since the point before. */
  bits: number;
}

/** The mean of about every 500 sequences; those after the last whole 500 are left out. */
export function curveOf(bits: readonly number[], batchSize: number): CurvePoint[] {
  const steps = stepsOf(batchSize);
  return Array.from({ length: Math.floor(bits.length / steps) }, (_, i) => ({
    sequences: (i + 1) * steps * batchSize,
    bits: mean(bits.slice(i * steps, (i + 1) * steps)),
  }));
}

/** After how many sequences the mean of the last 500 was below 0.05 bits for the first time. */
export function solvedAfter(bits: readonly number[], batchSize: number): number | undefined {
  const steps = stepsOf(batchSize);
  const end = bits.findIndex((_, i) => i + 1 >= steps && lastMean(bits, i + 1, steps) < SOLVED);
  return end < 0 ? undefined : (end + 1) * batchSize;
}

/** The mean of the last 500 sequences, or of as many as there are. */
export const recentMean = (bits: readonly number[], batchSize: number): number => mean(bits.slice(-stepsOf(batchSize)));

const stepsOf = (batchSize: number) => Math.ceil(WINDOW / batchSize);
const lastMean = (bits: readonly number[], end: number, steps: number) => mean(bits.slice(end - steps, end));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
