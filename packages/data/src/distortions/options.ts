import { ConfigError, shown } from "@attn/core";

export type Range = readonly [low: number, high: number];

/** @throws ConfigError unless 0 < low ≤ high */
export function checkScale(who: string, scale: Range): void {
  const good = Array.isArray(scale) && scale.length === 2 && Number.isFinite(scale[0]) && Number.isFinite(scale[1]);
  if (good && scale[0] > 0 && scale[0] <= scale[1]) return;
  throw new ConfigError(`${who}: scale must be [low, high] with 0 < low <= high, got ${shown(scale)}`);
}

/** @throws ConfigError unless the number is finite and not negative */
export function checkAmount(who: string, name: string, amount: number): void {
  if (Number.isFinite(amount) && amount >= 0) return;
  throw new ConfigError(`${who}: ${name} must be a number from 0, got ${shown(amount)}`);
}
