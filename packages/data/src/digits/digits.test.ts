import { describe, expect, it } from "vitest";
import { imageAt } from "../sets/imageSet";
import { digits } from "./digits";

describe("digits", () => {
  it("shows the ten digits in turn", () => {
    const set = digits({ count: 23 });
    expect([set.size, set.height, set.width]).toEqual([23, 28, 28]);
    expect([...set.labels]).toEqual(Array.from({ length: 23 }, (_, i) => i % 10));
    expect(set.images.length).toBe(23 * 28 * 28);
  });

  it("makes a digit of the seed and its number alone", () => {
    const all = digits({ count: 20, seed: 3 });
    expect(digits({ count: 5, seed: 3, first: 10 }).images).toEqual(all.images.slice(10 * 784, 15 * 784));
    expect(digits({ count: 20, seed: 4 }).images).not.toEqual(all.images);
  });

  it.each([4, 5, 14, 28, 42, 84])("centers the ink of 256 grays in %i pixels", (size) => {
    const set = digits({ count: 40, seed: 1, size });
    for (let i = 0; i < set.size; i++) {
      const image = imageAt(set, i);
      expect(image.every((v) => v >= 0 && v <= 1 && Math.abs(v * 255 - Math.round(v * 255)) < 1e-4)).toBe(true);
      const mass = image.reduce((sum, v) => sum + v, 0);
      const [mx, my] = [0, 1].map((axis) =>
        image.reduce((sum, v, k) => sum + v * ((axis ? Math.floor(k / size) : k % size) + 0.5), 0),
      );
      expect(mass).toBeGreaterThan(0.02 * size * size);
      expect(Math.max(Math.abs(mx! / mass - size / 2), Math.abs(my! / mass - size / 2))).toBeLessThan(0.51);
    }
  });

  it("writes each digit in many ways", () => {
    const set = digits({ count: 200 });
    const seen = new Set(Array.from({ length: 200 }, (_, i) => imageAt(set, i).join()));
    expect(seen.size).toBe(200);
  });

  it("says which option is wrong", () => {
    expect(() => digits({ count: -1 })).toThrow("digits: count must be a whole number from 0, got -1");
    expect(() => digits({ count: 1, size: 3 })).toThrow("digits: size must be a whole number from 4, got 3");
    expect(() => digits({ count: 1, first: 0.5 })).toThrow("digits: first must be a whole number from 0, got 0.5");
    expect(() => digits({ count: 1, seed: 0.5 })).toThrow("digits: seed must be a whole number, got 0.5");
    expect(() => digits({ count: 1, seed: Number.NaN })).toThrow("digits: seed must be a whole number, got NaN");
    expect(() => digits({ count: 2 ** 40 })).toThrow(
      "digits: the images must fit into memory, got 1099511627776 of 28 × 28",
    );
    expect(() => (digits as () => unknown)()).toThrow(
      "digits: options must be an object of count, seed, size, first, got undefined",
    );
    expect(digits({ count: 0 }).images).toHaveLength(0);
  });
});
