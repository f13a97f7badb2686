import { ConfigError } from "@attn/core";
import { permutation, seeded } from "@attn/core/random";
import { checkedSet, type ImageSet, select } from "./imageSet";

export interface SplitOptions {
  /** How many examples are kept apart. */
  valid: number;
  /** A whole number; 0 by default. */
  seed?: number;
}

/**
 * Keeps `valid` examples, drawn at random, apart from those to train on.
 *
 * @throws ConfigError if there are fewer than `valid`
 */
export function split(set: ImageSet, { valid, seed = 0 }: SplitOptions): { train: ImageSet; valid: ImageSet } {
  const { size } = checkedSet("split", set);
  if (!(Number.isInteger(valid) && valid >= 0 && valid <= size)) {
    throw new ConfigError(`split: valid must be a whole number from 0 to the set's size ${size}, got ${valid}`);
  }
  const order = permutation(size, seeded(seed));
  return { train: select(set, order.subarray(valid)), valid: select(set, order.subarray(0, valid)) };
}
