import { ConfigError } from "@attn/core";

export type Range = readonly [low: number, high: number];

/** @throws ConfigError unless 0 < low ≤ high */
export function checkedScale(who: string, scale: Range = [1, 1]): Range {
  if (scale.length === 2 && scale[0] > 0 && scale[0] <= scale[1] && Number.isFinite(scale[1])) return scale;
  throw new ConfigError(`${who}: scale must be [low, high] with 0 < low <= high, got ${JSON.stringify(scale)}`);
}

/** @throws ConfigError unless the number is finite and not negative */
export function checkedAmount(who: string, name: string, amount: number): number {
  if (Number.isFinite(amount) && amount >= 0) return amount;
  throw new ConfigError(`${who}: ${name} must be a number from 0, got ${amount}`);
}

/** @throws ConfigError unless `size` are two whole numbers from 1 */
export function checkedSize(who: string, size: readonly [number, number]): readonly [number, number] {
  if (size.length === 2 && size.every((n) => Number.isInteger(n) && n >= 1)) return size;
  throw new ConfigError(`${who}: size must be [height, width], whole numbers from 1, got ${JSON.stringify(size)}`);
}
