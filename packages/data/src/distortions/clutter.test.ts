import { describe, expect, it } from "vitest";
import { type ImageSet, imageAt } from "../sets/imageSet";
import { colocalization, translationClutter } from "./clutter";
import { distort } from "./distortion";
import { few, mass, masses } from "./distortionTests";

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
