import { ConfigError, shown } from "@attn/core";

/** Returns the seed, 0 if there is none. @throws ConfigError unless it is a whole number */
export function checkedSeed(who: string, seed = 0): number {
  if (Number.isSafeInteger(seed)) return seed;
  throw new ConfigError(`${who}: seed must be a whole number, got ${shown(seed)}`);
}
