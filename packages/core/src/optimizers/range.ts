import { ConfigError } from "../shapes/errors";
import { shown } from "../shapes/shown";

interface Bounds {
  above?: number;
  from?: number;
  below?: number;
}

/** Returns `value` if it is a finite number within bounds, undefined if it is that and need not be there. @throws ConfigError */
export function range(who: string, option: string, value: number, bounds: Bounds, needed: true): number;
export function range(who: string, option: string, value: number | undefined, bounds: Bounds): number | undefined;
export function range(who: string, option: string, value: number | undefined, bounds: Bounds, needed = false) {
  if (value === undefined && !needed) return undefined;
  const {
    above = Number.NEGATIVE_INFINITY,
    from = Number.NEGATIVE_INFINITY,
    below = Number.POSITIVE_INFINITY,
  } = bounds;
  if (typeof value === "number" && value > above && value >= from && value < below) return value;
  const words = Object.entries(bounds).map(([word, bound]) => `${word} ${bound}`);
  throw new ConfigError(`${who}: ${option} must be a number ${words.join(" and ")}, got ${shown(value)}`);
}
