// How many times longer one takes than another, and how sure that is.
import { type Random, seeded } from "@attn/core/random";

export interface Ratio {
  /** Of the medians. */
  ratio: number;
  /** The bounds between which it lies with 95 % confidence. */
  low: number;
  high: number;
}

const RESAMPLES = 1000;

/**
 * The ratio of two medians with its interval by the bootstrap: both are computed anew of samples that are drawn with replacement.
 * Samples of the same round are drawn together, as a slow moment of the machine slows both. Seeded, so the same samples give the same.
 *
 * One sample has no spread: its interval is only as wide as the other's.
 */
export function ratioOf(samples: readonly number[], base: readonly number[]): Ratio {
  const random = seeded(samples.length, base.length);
  const together = samples.length === base.length;
  const draws = Array.from({ length: RESAMPLES }, () => {
    const rounds = drawn(base.length, random);
    const others = together ? rounds : drawn(samples.length, random);
    return median(others.map((i) => samples[i]!)) / median(rounds.map((i) => base[i]!));
  }).sort((a, b) => a - b);
  const at = (p: number) => draws[Math.min(RESAMPLES - 1, Math.floor(p * RESAMPLES))]!;
  return { ratio: median(samples) / median(base), low: at(0.025), high: at(0.975) };
}

/** The middle one, of an even number the upper one: as the results have it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

const drawn = (n: number, random: Random) => Array.from({ length: n }, () => random.integer(n));
