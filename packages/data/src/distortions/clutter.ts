import { ConfigError, checkedCount, checkedOptions, checkSize } from "@attn/core";
import type { Random } from "@attn/core/random";
import { type ImageSet, imageAt } from "../sets/imageSet";
import type { Distortion, Size } from "./distortion";

export interface ClutterOptions {
  /** Height and width of the output; [60, 60] by default, [84, 84] for co-localization. */
  size?: Size;
  /** How many patches of other images are strewn; 6 by default, 16 for co-localization. */
  patches?: number;
  /** Height and width of a patch; 6 by default. */
  patchSize?: number;
}

/**
 * TC: the image at a random place on a larger ground, strewn with patches cut out of other images of the set. Where
 * they overlap the brighter is seen. A patch without ink is drawn anew, up to 20 times.
 *
 * `patches: 0` gives T, translation alone.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export const translationClutter = (options: ClutterOptions = {}): Distortion =>
  clutter("translationClutter", options, { size: [60, 60], patches: 6, patchSize: 6 });

/**
 * The ground of the co-localization experiment: as TC, larger and with sixteen patches.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export const colocalization = (options: ClutterOptions = {}): Distortion =>
  clutter("colocalization", options, { size: [84, 84], patches: 16, patchSize: 6 });

function clutter(who: string, options: ClutterOptions, defaults: Required<ClutterOptions>): Distortion {
  const given = checkedOptions(who, options, ["size", "patches", "patchSize"]);
  const { size = defaults.size, patches = defaults.patches, patchSize = defaults.patchSize } = given;
  checkSize(who, size, "height width");
  checkedCount(who, "patches", patches);
  checkedCount(who, "patchSize", patchSize, 1);
  const [h, w] = size;
  return {
    outputSize([H, W]) {
      if (H <= h && W <= w && patchSize <= Math.min(H, W)) return [h, w];
      throw new ConfigError(
        `${who}: images must fit size ${h} × ${w} and hold patches of ${patchSize}, got ${H} × ${W}`,
      );
    },
    apply(set, i, random, out) {
      if (patches > 0 && set.size < 2) throw new ConfigError(`${who}: patches need another image in the set, got one`);
      const whole = { image: imageAt(set, i), left: 0, top: 0, width: set.width, height: set.height };
      stamp(whole, set.width, random, out, [h, w]);
      for (let k = 0; k < patches; k++) stamp(drawPatch(set, i, patchSize, random), set.width, random, out, [h, w]);
    },
  };
}

/** A part of an image. */
interface Patch {
  image: Float32Array;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Lays a patch over `out` at a random place. */
function stamp(patch: Patch, stride: number, random: Random, out: Float32Array, [h, w]: Size): void {
  const x0 = random.integer(w - patch.width + 1);
  const y0 = random.integer(h - patch.height + 1);
  for (let y = 0; y < patch.height; y++) {
    for (let x = 0; x < patch.width; x++) {
      const to = (y0 + y) * w + x0 + x;
      out[to] = Math.max(out[to]!, patch.image[(patch.top + y) * stride + patch.left + x]!);
    }
  }
}

const TRIES = 20;

function drawPatch(set: ImageSet, i: number, side: number, random: Random): Patch {
  let patch: Patch;
  let tries = 0;
  do {
    const other = random.integer(set.size - 1);
    const image = imageAt(set, other < i ? other : other + 1);
    const left = random.integer(set.width - side + 1);
    patch = { image, left, top: random.integer(set.height - side + 1), width: side, height: side };
  } while (++tries < TRIES && isBlank(patch, set.width));
  return patch;
}

function isBlank({ image, left, top, width, height }: Patch, stride: number): boolean {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) if (image[y * stride + x]! > 0) return false;
  }
  return true;
}
