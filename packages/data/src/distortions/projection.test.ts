import { describe, expect, it } from "vitest";
import { imageAt } from "../sets/imageSet";
import { distort } from "./distortion";
import { closeImages, curvature, few, masses, ruled } from "./distortionTests";
import { projection } from "./projection";
import { rotation } from "./rotation";

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
