import { seeded } from "@attn/core/random";
import { describe, expect, it } from "vitest";
import { digits } from "../digits/digits";
import { type ImageSet, imageAt } from "../sets/imageSet";
import { colocalization, translationClutter } from "./clutter";
import { distort } from "./distortion";
import { distortions } from "./distortions";
import { elastic } from "./elastic";
import { projection } from "./projection";
import { resample } from "./resample";
import { rotation, rotationScaleTranslation } from "./rotation";
import { solve } from "./solve";

const few = digits({ count: 20, seed: 1 });
const mass = (image: Float32Array) => image.reduce((sum, v) => sum + v, 0);
const masses = (set: ImageSet) => Array.from({ length: set.size }, (_, i) => mass(imageAt(set, i)));

describe("resample", () => {
  it("interpolates between pixels and is zero outside", () => {
    const out = new Float32Array(3);
    resample(Float32Array.of(1, 3), [1, 2], out, [1, 3], (x, _, at) => at.set([x, 0.5]));
    // points at quarters: 0.25 lies half in the zeros before the first pixel's center, 2.25 and 2.75 after the last's
    expect([...out]).toEqual([(0.75 + 1.5) / 2, (2.5 + 2.25) / 2, 0.375]);
  });

  it("keeps the mean of a picture made smaller", () => {
    const checks = Float32Array.from({ length: 64 }, (_, k) => (k + Math.floor(k / 8)) % 2);
    const out = new Float32Array(16);
    resample(checks, [8, 8], out, [4, 4], (x, y, at) => at.set([2 * x, 2 * y]));
    expect(out.every((v) => v === 0.5)).toBe(true);
  });
});

describe("every distortion", () => {
  it.each(Object.entries(distortions))("%s depends on the seed and the image's number alone", (_, make) => {
    const distortion = make();
    const once = distort(few, distortion, 7);
    expect(distort(few, distortion, 7)).toEqual(once);
    expect(distort(few, distortion, 8).images).not.toEqual(once.images);
    expect(once.images.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect([...once.labels]).toEqual([...few.labels]);
    const third = new Float32Array(once.height * once.width);
    distortion.apply(few, 3, seeded(7, 3), third);
    expect(third).toEqual(imageAt(once, 3));
  });
});

describe("R", () => {
  it("with an angle of 0 only softens", () => {
    const still = distort(few, rotation({ degrees: 0 }));
    masses(still).forEach((m, i) => {
      expect(Math.abs(m / masses(few)[i]! - 1)).toBeLessThan(1e-3); // a little at the image's edge is lost
    });
  });

  it("keeps the ink's amount and center", () => {
    masses(distort(few, rotation(), 1)).forEach((m, i) => {
      expect(Math.abs(m / masses(few)[i]! - 1)).toBeLessThan(0.05);
    });
  });
});

describe("RTS", () => {
  it("places the digit on a larger ground, wholly", () => {
    const set = distort(few, rotationScaleTranslation(), 2);
    expect([set.height, set.width]).toEqual([42, 42]);
    masses(set).forEach((m, i) => {
      const ratio = m / masses(few)[i]!; // the scale squared
      expect(ratio).toBeGreaterThan(0.7 ** 2 * 0.97);
      expect(ratio).toBeLessThan(1.2 ** 2 * 1.03);
    });
  });

  it("moves the digit by whole images where it is told to", () => {
    const options = { degrees: 0, scale: [1, 1], size: [28, 28] } as const;
    expect(distort(few, rotationScaleTranslation(options))).toEqual(distort(few, rotation({ degrees: 0 })));
  });

  it("says which option is wrong", () => {
    expect(() => rotationScaleTranslation({ scale: [1.2, 0.7] })).toThrow(
      "rotationScaleTranslation: scale must be [low, high] with 0 < low <= high, got [1.2,0.7]",
    );
    expect(() => rotationScaleTranslation({ size: [0, 42] })).toThrow("size must be [height, width]");
    expect(() => rotation({ degrees: Number.NaN })).toThrow("rotation: degrees must be a number from 0, got NaN");
  });
});

describe("P", () => {
  it("without draws only softens", () => {
    const still = distort(few, projection({ scale: [1, 1], deviation: 0 }));
    closeImages(still, distort(few, rotation({ degrees: 0 })));
  });

  it("scales about the center", () => {
    const half = distort(few, projection({ scale: [0.5, 0.5], deviation: 0 }));
    masses(half).forEach((m, i) => {
      expect(Math.abs(m / masses(few)[i]! / 0.25 - 1)).toBeLessThan(0.03);
    });
  });

  it("keeps straight lines straight", () => {
    const line = ruled((_, y) => (y === 13 ? 1 : 0));
    const bent = distort(line, projection({ deviation: 3 }), 5);
    for (let i = 0; i < line.size; i++) expect(curvature(imageAt(bent, i))).toBeLessThan(0.35);
  });

  it("survives any deviation", () => {
    const wild = distort(few, projection({ deviation: 1000 }), 1);
    expect(wild.images.every((v) => v >= 0 && v <= 1)).toBe(true);
  });
});

describe("E", () => {
  it("without draws only softens", () => {
    const still = distort(few, elastic({ scale: [1, 1], deviation: 0 }));
    closeImages(still, distort(few, rotation({ degrees: 0 })));
  });

  it("bends straight lines", () => {
    const line = ruled((_, y) => (y === 13 ? 1 : 0));
    const bent = distort(line, elastic({ deviation: 3 }), 5);
    const most = Math.max(...Array.from({ length: line.size }, (_, i) => curvature(imageAt(bent, i))));
    expect(most).toBeGreaterThan(1);
  });

  it("takes sets of different sizes in turn", () => {
    const small = digits({ count: 3, size: 14 });
    const first = distort(small, elastic(), 1);
    distort(few, elastic(), 1);
    expect(distort(small, elastic(), 1)).toEqual(first);
  });
});

describe("TC and co-localization", () => {
  it("place the whole digit, unchanged", () => {
    const placed = distort(few, translationClutter({ patches: 0 }), 1);
    expect([placed.height, placed.width]).toEqual([60, 60]);
    masses(placed).forEach((m, i) => {
      expect(m).toBeCloseTo(masses(few)[i]!, 3);
    });
  });

  it("strew patches with ink", () => {
    // what a patch adds is told from the digit by giving image 0 no ink and the other only ink
    const two: ImageSet = {
      images: new Float32Array(2 * 784).fill(1, 784),
      labels: Int32Array.of(0, 1),
      size: 2,
      height: 28,
      width: 28,
    };
    for (let seed = 0; seed < 10; seed++) {
      const added = mass(imageAt(distort(two, translationClutter({ patches: 1 }), seed), 0));
      expect(added).toBe(36);
      const many = distort(two, colocalization(), seed);
      expect([many.height, many.width]).toEqual([84, 84]);
      expect(mass(imageAt(many, 0))).toBeGreaterThan(36 * 9);
      expect(mass(imageAt(many, 0))).toBeLessThanOrEqual(36 * 16);
    }
  });

  it("end where no patch has ink", () => {
    const blank: ImageSet = {
      images: new Float32Array(2 * 784),
      labels: new Int32Array(2),
      size: 2,
      height: 28,
      width: 28,
    };
    expect(distort(blank, translationClutter()).images.every((v) => v === 0)).toBe(true);
  });

  it("say what does not fit", () => {
    expect(() => distort(few, translationClutter({ size: [27, 60] }))).toThrow(
      "translationClutter: images must fit size 27 × 60 and hold patches of 6, got 28 × 28",
    );
    const one = { ...few, size: 1, images: few.images.slice(0, 784), labels: few.labels.slice(0, 1) };
    expect(() => distort(one, colocalization())).toThrow(
      "colocalization: patches need another image in the set, got one",
    );
    expect(() => translationClutter({ patches: -1 })).toThrow(
      "translationClutter: patches must be a whole number from 0",
    );
  });
});

describe("solve", () => {
  it("needs its pivots", () => {
    expect(solve([0, 2, 1, 1], [4, 3], 2)).toEqual([1, 2]);
    expect(solve([1, 2, 3, 4], [1, 0, 0, 1], 2).map((v) => Math.round(v * 1e9) / 1e9)).toEqual([-2, 1, 1.5, -0.5]);
  });
});

function closeImages(a: ImageSet, b: ImageSet): void {
  expect([a.height, a.width]).toEqual([b.height, b.width]);
  expect(Math.max(...a.images.map((v, k) => Math.abs(v - b.images[k]!)))).toBeLessThan(1e-6);
}

/** Ten images of 28 × 28 of the same pattern. */
function ruled(value: (x: number, y: number) => number): ImageSet {
  const images = Float32Array.from({ length: 10 * 784 }, (_, k) => value(k % 28, Math.floor((k % 784) / 28)));
  return { images, labels: new Int32Array(10), size: 10, height: 28, width: 28 };
}

/** By how many pixels the middle of the ink in the columns 6 to 21 strays from the straight line that fits best. */
function curvature(image: Float32Array): number {
  const points: [number, number][] = [];
  for (let x = 6; x < 22; x++) {
    let [sum, moment] = [0, 0];
    for (let y = 0; y < 28; y++) {
      sum += image[y * 28 + x]!;
      moment += y * image[y * 28 + x]!;
    }
    if (sum > 0.5) points.push([x, moment / sum]);
  }
  const mean = (k: 0 | 1) => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const slope =
    points.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / points.reduce((s, [x]) => s + (x - mx) ** 2, 0);
  return Math.max(0, ...points.map(([x, y]) => Math.abs(y - my - slope * (x - mx))));
}
