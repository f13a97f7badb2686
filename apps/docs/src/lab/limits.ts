// What an address may ask of a figure: for each of its numbers what the reader could have chosen there.

/** What becomes of a value from an address; nothing if it cannot be meant. */
export type Limit = (value: unknown) => unknown;

/** For the parameters that the reader changes; the others are not read. */
export type Limits<P> = { readonly [name in keyof P]?: Limit };

/** A number that is moved into a range. */
export const between =
  (min: number, max: number): Limit =>
  (x) =>
    typeof x === "number" && Number.isFinite(x) ? Math.min(max, Math.max(min, x)) : undefined;

/** A whole number in a range. */
export const whole = (min: number, max: number): Limit => {
  const near = between(min, max);
  return (x) => near(typeof x === "number" ? Math.round(x) : x);
};

export const oneOf =
  (...choices: readonly unknown[]): Limit =>
  (x) =>
    choices.includes(x) ? x : undefined;

export const yesOrNo = oneOf(true, false);

/** A list of so many, each of them within the limit. */
export const each =
  (length: number, limit: Limit): Limit =>
  (list) => {
    if (!Array.isArray(list) || list.length !== length) return undefined;
    const all = list.map(limit);
    return all.includes(undefined) ? undefined : all;
  };

/** Weights with the sum 1. */
export const shares = (length: number): Limit => {
  const weights = each(length, between(0, 1));
  return (list) => {
    const all = weights(list) as number[] | undefined;
    const sum = all?.reduce((a, b) => a + b, 0) ?? 0;
    if (!all || sum < 1e-6) return undefined;
    return Math.abs(sum - 1) < 0.01 ? all : all.map((w) => w / sum);
  };
};

/** Text of a form. */
export const like =
  (form: RegExp): Limit =>
  (x) =>
    typeof x === "string" && form.test(x) ? x : undefined;

/** An image as `packInk` has it. */
export const ink = (pixels: number): Limit => each(Math.ceil(pixels / 14), whole(0, 2 ** 14 - 1));
