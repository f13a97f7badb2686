import { describe, expect, it } from "vitest";
import { digits } from "../digits/digits";
import { colored } from "./colored";

const set = digits({ count: 40, seed: 1 });
const pixelAt = (images: Float32Array, i: number, p: number) =>
  images.subarray((i * 784 + p) * 3, (i * 784 + p) * 3 + 3);

describe("colored", () => {
  it("paints each digit with one ink on one ground that are far apart", () => {
    const { images, labels, height, width } = colored(set, 2);
    expect([images.length, height, width]).toEqual([40 * 784 * 3, 28, 28]);
    expect([...labels]).toEqual([...set.labels]);
    expect(images.every((v) => v >= 0 && v <= 1)).toBe(true);
    for (let i = 0; i < 40; i++) {
      const gray = set.images.subarray(i * 784, (i + 1) * 784);
      const [ground, ink] = [gray.indexOf(0), gray.indexOf(Math.max(...gray))].map((p) => pixelAt(images, i, p));
      const [from, to] = [Math.max(...ground!), Math.max(...ink!)];
      expect(Math.abs(from - to)).toBeGreaterThan(0.3);
      const other = gray.lastIndexOf(0);
      expect([...pixelAt(images, i, other)]).toEqual([...ground!]);
    }
  });

  it("depends on the seed and the image's number alone", () => {
    const all = colored(set, 2).images;
    expect(colored(set, 2).images).toEqual(all);
    expect(colored(set, 3).images).not.toEqual(all);
    const hues = Array.from({ length: 40 }, (_, i) => [...pixelAt(all, i, 0)].join());
    expect(new Set(hues).size).toBeGreaterThan(35);
  });
});
