import { InvalidArgumentError } from "commander";

/** Reads a whole number from `least`. */
export const wholeNumber = (least: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
};

/** Reads a number above 0 and at most 1. */
export function fraction(text: string): number {
  const value = decimal(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number above 0 and at most 1.");
}

/** Reads a number above 0. */
export function positive(text: string): number {
  const value = decimal(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** NaN for what JavaScript alone takes for a number, such as 0x1 or nothing. */
const decimal = (text: string): number => (/^[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN);

/** Reads the name of a file or folder. */
export function path(text: string): string {
  if (text !== "" && !text.includes("\0")) return text;
  throw new InvalidArgumentError("It must be a path.");
}
