import { seeded } from "@attn/core/random";
import { describe, expect, it } from "vitest";
import { imageAt } from "../sets/imageSet";
import { distort } from "./distortion";
import { distortions } from "./distortions";
import { few } from "./distortionTests";

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
