// What gridSample and spatialTransform have in common: the options, and how they are checked.
import type { Tensor } from "@tensorflow/tfjs-core";
import { ShapeError } from "../../shapes/errors";
import { flag, oneOf } from "../../shapes/options";

export interface SamplingOptions {
  /** From 4 pixels (`"bilinear"`, the default), from the nearest, or from 16 (`"bicubic"`, Keys's kernel, A = −0.75). */
  interpolation?: "bilinear" | "nearest" | "bicubic";
  /**
   * What is outside the image: zeros (the default), the pixels at its border, or its reflection about the edges: the
   * edges of the border pixels, or their centres with `alignCorners`.
   */
  padding?: "zeros" | "border" | "reflection";
  /**
   * What −1 and 1 mean: the centres of the outermost pixels (true) or their outer edges (false, the default, as in
   * PyTorch).
   */
  alignCorners?: boolean;
}

export type Sampling = Required<SamplingOptions>;

export const samplingNames = ["interpolation", "padding", "alignCorners"] as const;

/** Checks the values; who calls has checked the names. @throws ConfigError */
export function samplingOptions(op: string, options: SamplingOptions): Sampling {
  return {
    interpolation: oneOf(
      op,
      "interpolation",
      options.interpolation,
      ["bilinear", "nearest", "bicubic"] as const,
      "bilinear",
    ),
    padding: oneOf(op, "padding", options.padding, ["zeros", "border", "reflection"] as const, "zeros"),
    alignCorners: flag(op, "alignCorners", options.alignCorners, false),
  };
}

/** Above this, float32 has no number for each pixel of a side. */
const LONGEST = 2 ** 24;

/**
 * There must be a pixel to take from.
 *
 * @param arg the image's name, and `sides` those of its sides
 * @throws ShapeError if a side is empty or too long
 */
export function checkSides(op: string, image: Tensor, arg = "image", sides = "H, W"): void {
  if (image.shape.slice(1, -1).every((side) => side >= 1 && side <= LONGEST)) return;
  throw new ShapeError(`${op}: ${arg} must have sides ${sides} from 1 to ${LONGEST}, got [${image.shape.join(", ")}]`);
}
