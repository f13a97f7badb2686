import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "./compile";
import { ulpError } from "./ulp";

type Name = "exp" | "log" | "tanh" | "sigmoid" | "softplus";
type Exports = Record<Name, (x: number, out: number, n: number) => void>;

const COUNT = 2 ** 21;

/** The functions in float64, and the bounds that math.ts states. */
const functions: Record<Name, { exact: (x: number) => number; bound: number }> = {
  exp: { exact: Math.exp, bound: 1.1 },
  log: { exact: Math.log, bound: 1 },
  tanh: { exact: Math.tanh, bound: 3 },
  sigmoid: { exact: (x) => 1 / (1 + Math.exp(-x)), bound: 3 },
  softplus: { exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), bound: 3 },
};
const names = Object.keys(functions) as Name[];

/** A float of every sign and exponent and of 4096 places within each: 2²¹ bit patterns. */
function everywhere(bits: Uint32Array): void {
  let random = 1;
  for (let i = 0; i < COUNT; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    bits[i] = i * 2048 + (random >>> 21);
  }
}

/** Where the results are neither 0 nor infinite nor x. */
function evenly(x: Float32Array, low: number, high: number): void {
  for (let i = 0; i < COUNT; i++) x[i] = low + ((high - low) * i) / COUNT;
}

describe.each(["simd", "relaxed"] as const)("math (%s)", (variant) => {
  const memory = new WebAssembly.Memory({ initial: (2 * 4 * COUNT) / 65536 });
  const x = new Float32Array(memory.buffer, 0, COUNT);
  const out = new Float32Array(memory.buffer, 4 * COUNT, COUNT);
  let kernels: Exports;

  beforeAll(async () => {
    const binary = await compile("src/testing/math.ts", variant);
    const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
    kernels = instance.exports as unknown as Exports;
  });

  function worst(name: Name): { error: number; at: number } {
    const { exact } = functions[name];
    kernels[name](0, 4 * COUNT, COUNT);
    let result = { error: 0, at: 0 };
    for (let i = 0; i < COUNT; i++) {
      const error = ulpError(out[i]!, exact(x[i]!));
      if (error > result.error) result = { error, at: x[i]! };
    }
    return result;
  }

  function apply(name: Name, ...values: number[]): number[] {
    x.fill(0, 0, values.length + 4);
    x.set(values);
    kernels[name](0, 4 * COUNT, Math.ceil(values.length / 4) * 4);
    return [...out.subarray(0, values.length)];
  }

  it.each(names)("%s keeps its bound at every sign and exponent", (name) => {
    everywhere(new Uint32Array(memory.buffer, 0, COUNT));
    const { error, at } = worst(name);
    expect(error, `ulp at ${at}`).toBeLessThanOrEqual(functions[name].bound);
  });

  it.each([
    ["exp", -105, 90],
    ["log", 0, 4],
    ["tanh", -10, 10],
    ["sigmoid", -105, 20],
    ["softplus", -105, 20],
  ] as const)("%s keeps its bound from %d to %d", (name, low, high) => {
    evenly(x, low, high);
    const { error, at } = worst(name);
    expect(error, `ulp at ${at}`).toBeLessThanOrEqual(functions[name].bound);
  });

  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const smallest = 2 ** -149;
  const smallestNormal = 2 ** -126;
  const largest = (2 - 2 ** -23) * 2 ** 127;

  it.each([
    ["exp", [nan, inf, -inf, 0, -0, smallest, -smallest, largest, -largest], [nan, inf, 0, 1, 1, 1, 1, inf, 0]],
    ["log", [nan, inf, -inf, 0, -0, 1, -1, -smallest, -largest], [nan, inf, nan, -inf, -inf, 0, nan, nan, nan]],
    ["tanh", [nan, inf, -inf, 0, -0, smallest, -smallest, 1e-20], [nan, 1, -1, 0, -0, smallest, -smallest, 1e-20]],
    ["sigmoid", [nan, inf, -inf, 0, -0, smallest, largest, -largest], [nan, 1, 0, 0.5, 0.5, 0.5, 1, 0]],
    ["softplus", [nan, inf, -inf, largest, -largest, 1000, 0], [nan, inf, 0, largest, 0, 1000, Math.LN2]],
  ] as const)("%s is right at the special values", (name, values, wanted) => {
    expect(apply(name, ...values)).toEqual(wanted.map(Math.fround));
  });

  it("exp overflows and underflows where float32 does", () => {
    const overflow = Math.fround(88.72284); // just above ln of the largest float
    const below = Math.fround(88.72283);
    const vanishing = Math.fround(-103.97209); // just below ln of half of the smallest float
    const above = Math.fround(-103.97207);
    const [a, b, c, d] = apply("exp", overflow, below, vanishing, above);
    expect([a, c]).toEqual([inf, 0]);
    expect(Number.isFinite(b)).toBe(true);
    expect(d).toBe(smallest);
  });

  it("exp and log know subnormal numbers", () => {
    const [e] = apply("exp", -95);
    expect(ulpError(e!, Math.exp(-95))).toBeLessThanOrEqual(1);
    expect(e).toBeLessThan(smallestNormal);
    const subnormal = [smallest, 3 * smallest, smallestNormal - smallest, smallestNormal];
    apply("log", ...subnormal).forEach((y, i) => {
      expect(ulpError(y, Math.log(subnormal[i]!))).toBeLessThanOrEqual(1);
    });
  });

  it("treats its four lanes alone", () => {
    for (const name of names) {
      const [alone] = apply(name, 0.7);
      for (const values of [
        [0.7, nan, inf, -inf],
        [nan, 0.7, -1e30, 1e30],
        [-200, 200, 0.7, smallest],
        [0, -0, nan, 0.7],
      ]) {
        expect(apply(name, ...values)[values.indexOf(0.7)]).toBe(alone);
      }
    }
  });
});
