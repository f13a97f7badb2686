import { describe, expect, it } from "vitest";
import { cos, log, sin } from "./exact";
import { permutation, seeded } from "./seeded";

const draws = <T>(n: number, draw: () => T) => Array.from({ length: n }, draw);

describe("seeded", () => {
  it("gives these numbers in every engine", () => {
    const random = seeded(1);
    expect(draws(4, random.bits)).toEqual(BITS);
    expect(draws(3, () => random.uniform())).toEqual(UNIFORM);
    expect(draws(3, () => random.normal())).toEqual(NORMAL);
    expect(draws(6, () => random.integer(10))).toEqual(INTEGERS);
  });

  it("gives another stream for every seed and every key", () => {
    const keys = [[0], [1], [-1], [2 ** 32], [2 ** 32 + 1], [0, 0], [0, 1], [1, 0], [0, 0, 0]] as [
      number,
      ...number[],
    ][];
    expect(new Set(keys.map((key) => draws(2, seeded(...key).bits).join())).size).toBe(keys.length);
  });

  it("is uniform", () => {
    const random = seeded(2);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.uniform() * 10)]!++;
    const chi2 = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chi2).toBeLessThan(27.9); // 99.9 % of 9 degrees of freedom
  });

  it("is normal, as its moments say", () => {
    const random = seeded(3);
    const xs = draws(200_000, () => random.normal());
    const moment = (k: number) => xs.reduce((sum, x) => sum + x ** k, 0) / xs.length;
    expect(moment(1)).toBeCloseTo(0, 2);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(3)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    expect(seeded(4).normal(5, 0)).toBe(5);
  });

  it("draws whole numbers without favor", () => {
    const random = seeded(5);
    const half = draws(20_000, () => random.integer(3 * 2 ** 30)).filter((n) => n < 2 ** 30).length;
    expect(Math.abs(half / 20_000 - 1 / 3)).toBeLessThan(0.02); // a plain remainder would make it 1/2
    expect(random.integer(1)).toBe(0);
  });

  it("permutes", () => {
    const order = permutation(1000, seeded(6));
    expect([...order].sort((a, b) => a - b)).toEqual(
      draws(
        1000,
        (
          (i) => () =>
            i++
        )(0),
      ),
    );
    expect(order).not.toEqual(permutation(1000, seeded(7)));
    expect(permutation(0, seeded(6))).toHaveLength(0);
  });

  it("says what is wrong with a seed", () => {
    expect(() => seeded(0.5)).toThrow("seeded: a seed must be a whole number, got 0.5");
    expect(() => seeded(1, Number.NaN)).toThrow("seeded: a seed must be a whole number, got NaN");
    expect(() => seeded(1).integer(0)).toThrow("Random.integer: n must be a whole number from 1 to 2^32, got 0");
  });
});

describe("exact", () => {
  it("has the logarithm", () => {
    const random = seeded(8);
    for (let i = 0; i < 10_000; i++) {
      const x = random.uniform(0.1, 1) * 2 ** (random.integer(2000) - 1000);
      expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(Math.log(x))));
    }
    expect([log(1), log(0), log(-1), log(Number.POSITIVE_INFINITY)]).toEqual([0, -Infinity, Number.NaN, Infinity]);
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 10);
    expect(log(Number.NaN)).toBeNaN();
  });

  it("has sine and cosine", () => {
    for (let x = -20; x <= 20; x += 0.01) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-14);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-14);
    }
    expect(Math.abs(sin(1e5) - Math.sin(1e5))).toBeLessThan(1e-11);
    expect(sin(Number.NaN)).toBeNaN();
  });
});

const BITS = [4145660252, 2491331053, 1055157653, 2917898039];
const UNIFORM = [0.7494974588043988, 0.8321312651969492, 0.03565387078560889];
const NORMAL = [0.9699816015949766, 0.8721250686229707, 0.3607617313080482];
const INTEGERS = [8, 0, 7, 2, 8, 2];
