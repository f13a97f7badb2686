import { beforeAll, expect, it } from "vitest";
import { ready } from "../ready";
import { AttnError } from "../shapes/errors";
import { isObject } from "../shapes/options";

const nonsense: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  -1,
  2 ** 53,
  "nonsense",
  true,
  10n,
  Symbol("nonsense"),
  () => undefined,
  [],
  [null],
  new Array(2),
  {},
  { nonsense: 1 },
  Object.create(null),
  new Map(),
  new Uint8Array(3),
];

/** Arguments that a function takes, made when the test runs. */
export type Arguments = () => readonly unknown[];

interface Exceptions {
  /** Functions that are not called. */
  except?: readonly string[];
  /** Functions whose last argument may have any names: it holds no options. */
  open?: readonly string[];
}

/**
 * Each function, called without arguments or with nonsense in place of one argument or option, either takes it or throws
 * (or rejects with) an error of these packages that begins with the function's name. Where its last argument are options,
 * it refuses null in their place and names that it does not know.
 *
 * @param calls good arguments, by the function's name; every function of `module` must be among them
 */
export function refusesNonsense(
  module: object,
  calls: Record<string, Arguments>,
  { except = [], open = [] }: Exceptions = {},
): void {
  const functions = Object.entries(module).filter(([name, value]) => isFunction(value) && !except.includes(name));
  beforeAll(() => ready({ backend: "cpu" }));

  it("is tried with every function", () => {
    expect(functions.map(([name]) => name).sort()).toEqual(Object.keys(calls).sort());
  });

  it.each(functions)("%s refuses nonsense in its own name", async (name, f) => {
    const good = calls[name]!();
    await f(...good);
    const wrong = [[], ...good.flatMap((_, i) => variations(good[i]).map((value) => good.with(i, value)))];
    for (const args of wrong) await expectOwnError(name, () => f(...args));
    const last = good.at(-1);
    if (isPlain(last) && !open.includes(name)) {
      await expectList(name, last, async (options) => f(...good.slice(0, -1), options));
    }
  });
}

/** null and unknown names are refused, and the message has all the names that there are. */
async function expectList(name: string, options: object, call: (options: unknown) => Promise<unknown>): Promise<void> {
  const every = Object.keys(options).map((option) => `(?=.*\\b${option}\\b)`);
  const known = `^${name}: \\S+ must be an object of ${every.join("")}.*, got`;
  await expect(call(null)).rejects.toThrow(new RegExp(`${known} null$`));
  await expect(call({ ...options, nonsense: 1 })).rejects.toThrow(new RegExp(`${known} one with "nonsense"$`));
}

/** Nonsense, and where it is an object of options, the object with nonsense in place of each, or with one more. */
function variations(value: unknown): unknown[] {
  if (!isPlain(value)) return [...nonsense];
  const spoiled = Object.keys(value).flatMap((name) => variations(value[name]).map((v) => ({ ...value, [name]: v })));
  return [...nonsense, ...spoiled];
}

async function expectOwnError(name: string, call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof AttnError)) throw error;
    expect(error.message).toMatch(new RegExp(`^${name}: `));
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && Object.getPrototypeOf(value) === Object.prototype;

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown =>
  typeof value === "function" && !Function.prototype.toString.call(value).startsWith("class");
