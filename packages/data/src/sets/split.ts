import { ConfigError, checkedOptions, shown } from "@attn/core";
import { permutation, seeded } from "@attn/core/random";
import { checkedSet, type ImageSet, select } from "./imageSet";
import { checkedSeed } from "./seed";

export interface SplitOptions {
  /** How many examples are kept apart. */
  valid: number;
  /** A whole number; 0 by default. */
  seed?: number;
}

/**
 * Keeps `valid` examples, drawn at random, apart from those to train on.
 *
 * @throws ConfigError for an unknown option, or if there are fewer than `valid`
 */
export function split(set: ImageSet, options: SplitOptions): { train: ImageSet; valid: ImageSet } {
  const { size } = checkedSet("split", set);
  const { valid, seed } = checkedOptions("split", options, ["valid", "seed"]);
  if (!(Number.isInteger(valid) && valid >= 0 && valid <= size)) {
    throw new ConfigError(`split: valid must be a whole number from 0 to the set's size ${size}, got ${shown(valid)}`);
  }
  const order = permutation(size, seeded(checkedSeed("split", seed)));
  return { train: select(set, order.subarray(valid)), valid: select(set, order.subarray(0, valid)) };
}
