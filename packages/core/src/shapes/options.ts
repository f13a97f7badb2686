import { ConfigError } from "./errors";
import { shown } from "./shown";

/**
 * Returns `options` if they are an object with no name that is not one of `known`. Reads no value.
 *
 * @param arg what the message calls them
 * @throws ConfigError that lists the known names
 */
export function checkedOptions<T extends object>(
  op: string,
  options: T,
  known: readonly (keyof T & string)[],
  arg = "options",
): T {
  const fail = (got: string): never => {
    throw new ConfigError(`${op}: ${arg} must be an object of ${known.join(", ")}, got ${got}`);
  };
  if (!isObject(options)) return fail(shown(options));
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) fail(`one with ${shown(name)}`);
  }
  return options;
}

/** Whether it is an object with names: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns `value` if it is one of `allowed`, `fallback` if it is undefined; without one it must be given. @throws ConfigError */
export function oneOf<T extends string>(
  op: string,
  option: string,
  value: T | undefined,
  allowed: readonly T[],
  fallback?: T,
): T {
  const chosen = value === undefined ? fallback : value;
  if (chosen !== undefined && allowed.includes(chosen)) return chosen;
  throw new ConfigError(`${op}: ${option} must be ${list(allowed)}, got ${shown(value)}`);
}

/** Checks the size of a picture or a volume, `[h, w]` or `[d, h, w]`: whole numbers from 1. @throws ConfigError */
export function checkSize(op: string, size: readonly number[], names: string, option = "size"): void {
  const wanted = names.split(" ");
  const good = Array.isArray(size) && size.length === wanted.length && wanted.every((_, i) => isCount(size[i], 1));
  if (!good) {
    throw new ConfigError(`${op}: ${option} must be [${wanted.join(", ")}], whole numbers from 1, got ${shown(size)}`);
  }
}

/** Returns `value` if it is a whole number from `least`. @throws ConfigError */
export function checkedCount(op: string, option: string, value: number, least = 0): number {
  if (isCount(value, least)) return value;
  throw new ConfigError(`${op}: ${option} must be a whole number from ${least}, got ${shown(value)}`);
}

/** Returns `value` if it is a boolean, `fallback` if it is undefined. @throws ConfigError */
export function flag(op: string, option: string, value: boolean | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw new ConfigError(`${op}: ${option} must be true or false, got ${shown(value)}`);
}

const isCount = (n: unknown, least: number) => Number.isSafeInteger(n) && (n as number) >= least;

const list = (words: readonly string[]) => words.map((word) => JSON.stringify(word)).join(" or ");
