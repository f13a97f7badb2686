import { seeded } from "@attn/core/random";
import { checkedSet, emptyImages, type ImageSet } from "./imageSet";
import { checkedSeed } from "./seed";

/** Images of three channels, and what each shows. */
export interface ColorImageSet {
  /** `[size, height, width, 3]`, row-major, red, green and blue from 0 to 1. */
  images: Float32Array;
  /** `[size]`. */
  labels: Int32Array;
  size: number;
  height: number;
  width: number;
}

/**
 * The set's images in color: ink of a random hue on a ground of another, darker or brighter than the ink. Image `i` has the colors of the
 * stream `seeded(seed, i)`.
 *
 * @param seed a whole number; 0 by default
 * @throws ShapeError if the set is none
 * @throws ConfigError if the seed is not a whole number
 */
export function colored(set: ImageSet, seed = 0): ColorImageSet {
  const { size, height, width, labels } = checkedSet("colored", set);
  const key = checkedSeed("colored", seed);
  const pixels = height * width;
  const images = emptyImages("colored", size, height, width * 3);
  for (let i = 0; i < size; i++) {
    const random = seeded(key, i);
    const hue = random.uniform();
    const dark = random.uniform(0.1, 0.35);
    const bright = random.uniform(0.75, 1);
    const [ground, ink] = random.uniform() < 0.5 ? [dark, bright] : [bright, dark];
    const [from, to] = [color(hue + random.uniform(0.3, 0.7), ground), color(hue, ink)];
    for (let p = 0; p < pixels; p++) {
      const share = set.images[i * pixels + p]!;
      for (let c = 0; c < 3; c++) images[(i * pixels + p) * 3 + c] = from[c]! + share * (to[c]! - from[c]!);
    }
  }
  return { images, labels: labels.slice(), size, height, width };
}

/** A color of this hue, from 0 to 1 around the wheel, whose brightest channel is `value`; as saturated as three quarters. */
function color(hue: number, value: number): [number, number, number] {
  const channel = (turn: number) => {
    const place = (((hue + turn) % 1) + 1) % 1;
    const share = Math.min(1, Math.max(0, Math.abs(6 * place - 3) - 1));
    return value * (0.25 + 0.75 * share);
  };
  return [channel(0), channel(2 / 3), channel(1 / 3)];
}
