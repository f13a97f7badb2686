// What DRAW's models see of digits.
import { batches, binarization, colored, distort, type ImageSet, translationClutter } from "@attn/data";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { ClassifierRecipe, DrawRecipe } from "./recipes";

/** Whether pixels become 0 or 1 once and for all, or anew whenever they are seen. */
export type Binarization = "static" | "stochastic";

export interface Images {
  x: Tensor;
  labels: number[];
}

export interface Source {
  batch(step: number): Images;
  /** Digits for the test, the same for every model: those of static binarization. */
  test: { size: number; part(from: number, to: number): Images };
  /** In words. */
  what: string;
}

export interface SourceOptions {
  train: ImageSet;
  test: ImageSet;
  batchSize: number;
  binarization: Binarization;
  seed: number;
}

/** The seed of what is drawn once and for all, whatever the seed of the training. */
const FIXED = 0;

/** Whether a recipe's pixels become 0 or 1 at all. */
export const binarizes = (recipe: DrawRecipe | ClassifierRecipe): boolean =>
  recipe.kind === "draw" && recipe.images === "digits";

export function sourceOf(recipe: DrawRecipe | ClassifierRecipe, options: SourceOptions): Source {
  if (recipe.kind === "classifier") return clutteredSource(recipe, options);
  return recipe.images === "colored" ? colorSource(options) : binarySource(options);
}

function binarySource({ train, test, batchSize, binarization: kind, seed }: SourceOptions): Source {
  const set = kind === "static" ? distort(train, binarization(), FIXED) : train;
  const source = batches(set, { batchSize, seed, ...(kind === "stochastic" && { distortion: binarization() }) });
  const fixed = distort(test, binarization(), FIXED + 1);
  return {
    batch: (step) => tensorsOf(source.batch(step)),
    test: { size: fixed.size, part: (from, to) => tensorsOf(fixed, 1, from, to) },
    what: `digits with ${kind} binarization`,
  };
}

/** Another seed for every step. The next multiple of 2³² stays exact for seeds below 2²¹; larger ones come around. */
export const seedOf = (seed: number, step: number): number => (seed % 2 ** 21) * 2 ** 32 + step;

function colorSource({ train, test, batchSize, seed }: SourceOptions): Source {
  const source = batches(train, { batchSize, seed });
  const fixed = colored(test, FIXED + 1);
  return {
    batch: (step) => tensorsOf(colored(source.batch(step), seedOf(seed, step)), 3),
    test: { size: fixed.size, part: (from, to) => tensorsOf(fixed, 3, from, to) },
    what: "colored digits",
  };
}

function clutteredSource({ side, patches, patchSize }: ClassifierRecipe, options: SourceOptions): Source {
  const { train, test, batchSize, seed } = options;
  const distortion = translationClutter({ size: [side, side], patches, patchSize });
  const source = batches(train, { batchSize, seed, distortion });
  const fixed = distort(test, distortion, FIXED);
  return {
    batch: (step) => tensorsOf(source.batch(step)),
    test: { size: fixed.size, part: (from, to) => tensorsOf(fixed, 1, from, to) },
    what: `digits among ${patches} pieces of others on ${side} × ${side} pixels`,
  };
}

function tensorsOf(set: ImageSet, channels = 1, from = 0, to = set.size): Images {
  const { images, labels, height, width } = set;
  const pixels = height * width * channels;
  const x = tf.tensor4d(images.slice(from * pixels, to * pixels), [to - from, height, width, channels]);
  return { x, labels: [...labels.subarray(from, to)] };
}
