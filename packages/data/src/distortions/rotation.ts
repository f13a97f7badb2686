import { checkedOptions, checkSize } from "@attn/core";
import { exact, type Random } from "@attn/core/random";
import { imageAt } from "../sets/imageSet";
import type { Distortion, Size } from "./distortion";
import { checkAmount, checkScale, type Range } from "./options";
import { type PointMap, resample } from "./resample";

export interface RotationOptions {
  /** The largest angle to either side; 90 by default. */
  degrees?: number;
}

/**
 * R: rotation about the image's center, by an angle drawn uniformly.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function rotation(options: RotationOptions = {}): Distortion {
  const { degrees = 90 } = checkedOptions("rotation", options, ["degrees"]);
  checkAmount("rotation", "degrees", degrees);
  return {
    outputSize: (size) => size,
    apply(set, i, random, out) {
      const size: Size = [set.height, set.width];
      const center: Point = [size[1] / 2, size[0] / 2];
      resample(imageAt(set, i), size, out, size, similarity(center, center, drawAngle(random, degrees), 1));
    },
  };
}

export interface RotationScaleTranslationOptions {
  /** The largest angle to either side; 45 by default. */
  degrees?: number;
  /** The smallest and largest scale; [0.7, 1.2] by default. */
  scale?: Range;
  /** Height and width of the output; [42, 42] by default. */
  size?: Size;
}

/**
 * RTS: rotation, scaling and a random place on a larger ground. The scaled image before its rotation lies wholly on the
 * ground; where it is larger than the ground it is in the middle.
 *
 * @throws ConfigError for an unknown option, or one out of its range
 */
export function rotationScaleTranslation(options: RotationScaleTranslationOptions = {}): Distortion {
  const who = "rotationScaleTranslation";
  const given = checkedOptions(who, options, ["degrees", "scale", "size"]);
  const { degrees = 45, scale = [0.7, 1.2], size = [42, 42] } = given;
  checkAmount(who, "degrees", degrees);
  checkScale(who, scale);
  checkSize(who, size, "height width");
  const [h, w] = size;
  return {
    outputSize: () => [h, w],
    apply(set, i, random, out) {
      const { height: H, width: W } = set;
      const angle = drawAngle(random, degrees);
      const s = random.uniform(...scale);
      const place: Point = [drawPlace(random, w, s * W), drawPlace(random, h, s * H)];
      resample(imageAt(set, i), [H, W], out, [h, w], similarity([W / 2, H / 2], place, angle, s));
    },
  };
}

type Point = readonly [x: number, y: number];

const drawAngle = (random: Random, degrees: number) => (random.uniform(-degrees, degrees) * Math.PI) / 180;

/** The middle of something `length` long that lies in [0, room]. */
function drawPlace(random: Random, room: number, length: number): number {
  const slack = Math.max(0, room - length);
  return room / 2 + random.uniform(-slack / 2, slack / 2);
}

/** The map back from an output in which `from` came to `to`, turned with the clock and scaled. */
function similarity(from: Point, to: Point, angle: number, scale: number): PointMap {
  const [c, s] = [exact.cos(angle) / scale, exact.sin(angle) / scale];
  return (x, y, at) => {
    const dx = x - to[0];
    const dy = y - to[1];
    at[0] = from[0] + c * dx + s * dy;
    at[1] = from[1] - s * dx + c * dy;
  };
}
