import { describe, expect, it } from "vitest";
import { digits } from "../digits/digits";
import { imageAt } from "../sets/imageSet";
import { distort } from "./distortion";
import { closeImages, curvature, few, ruled } from "./distortionTests";
import { elastic } from "./elastic";
import { rotation } from "./rotation";

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
