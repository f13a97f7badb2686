import { ConfigError } from "./errors";

/** Returns `value` if it is one of `allowed`, `fallback` if it is undefined. @throws ConfigError */
export function oneOf<T extends string>(
  op: string,
  option: string,
  value: T | undefined,
  allowed: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  if (allowed.includes(value)) return value;
  throw new ConfigError(`${op}: ${option} must be ${list(allowed)}, got ${JSON.stringify(value)}`);
}

/** Checks the size of a picture or a volume, `[h, w]` or `[d, h, w]`: whole numbers from 1. @throws ConfigError */
export function checkSize(op: string, size: readonly number[], names: string): void {
  const wanted = names.split(" ");
  const good = Array.isArray(size) && size.length === wanted.length && size.every((n) => Number.isInteger(n) && n >= 1);
  if (!good) {
    throw new ConfigError(
      `${op}: size must be [${wanted.join(", ")}], whole numbers from 1, got ${JSON.stringify(size)}`,
    );
  }
}

/** Returns `value` if it is a boolean, `fallback` if it is undefined. @throws ConfigError */
export function flag(op: string, option: string, value: boolean | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw new ConfigError(`${op}: ${option} must be true or false, got ${JSON.stringify(value)}`);
}

const list = (words: readonly string[]) => words.map((word) => JSON.stringify(word)).join(" or ");
