import { ConfigError } from "../shapes/errors";
import { checkedCount } from "../shapes/options";
import { shown } from "../shapes/shown";
import { normalQuantile } from "./normal";

/** A stream of draws, the same numbers in every JavaScript engine. */
export interface Random {
  /** 32 random bits, as a whole number from 0. */
  bits(): number;
  /** A number from `low` (0), below `high` (1). */
  uniform(low?: number, high?: number): number;
  /** A whole number from 0, below `n`; `n` from 1 to 2³². All are equally likely. */
  integer(n: number): number;
  /** A normal number; mean 0, deviation 1 by default. Never farther than 6.4 deviations from the mean. */
  normal(mean?: number, deviation?: number): number;
}

/**
 * A stream of draws that `seed` and the numbers after it choose: `seeded(seed, epoch, index)` gives each example its
 * own stream, which does not depend on what was drawn for others.
 *
 * The generator is Doty-Humphrey's sfc32: 128 bits of state, integers alone. What is made of its bits is float64
 * arithmetic without Math.log and its like, so the draws are the same to the last bit in every engine.
 *
 * @param seed a whole number up to 2⁵³ in magnitude, as are the numbers of `stream`
 * @throws ConfigError for a seed that is not a safe integer
 */
export function seeded(seed: number, ...stream: number[]): Random {
  const bits = sfc32([seed, ...stream]);
  const uniform = (low = 0, high = 1) => low + (high - low) * (bits() * 2 ** -32);
  const normal = (mean = 0, deviation = 1) => mean + deviation * normalQuantile((bits() + 0.5) * 2 ** -32);
  return { bits, uniform, integer: (n) => integerBelow(n, bits), normal };
}

/** The numbers from 0 below `n` in random order (Fisher and Yates). @throws ConfigError if n is not a whole number from 0 */
export function permutation(n: number, random: Random): Int32Array {
  checkedCount("permutation", "n", n);
  if (typeof random?.integer !== "function") {
    throw new ConfigError(`permutation: random must be what seeded() gives, got ${shown(random)}`);
  }
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

function integerBelow(n: number, bits: () => number): number {
  if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) {
    throw new ConfigError(`Random.integer: n must be a whole number from 1 to 2^32, got ${shown(n)}`);
  }
  const whole = 2 ** 32 - (2 ** 32 % n); // beyond it the remainder would favor small numbers
  let drawn = bits();
  while (drawn >= whole) drawn = bits();
  return drawn % n;
}

/** Takes in one key after the other, mixing between, then gives 32 bits at a call. */
function sfc32(keys: number[]): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = () => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  for (const key of keys) {
    if (!Number.isSafeInteger(key)) throw new ConfigError(`seeded: a seed must be a whole number, got ${shown(key)}`);
    a ^= key;
    b ^= Math.floor(key / 2 ** 32);
    for (let round = 0; round < 12; round++) next();
  }
  return next;
}
