// DRAW's experiments (Gregor et al. 2015, §4 and table 3), by name. Data alone: the help lists them before tfjs is loaded.
import type { DrawClassifierOptions, DrawOptions } from "@attn/draw";

/** A model that draws digits, gray or colored. */
export interface DrawRecipe {
  kind: "draw";
  images: "digits" | "colored";
  model: Omit<DrawOptions, "imageSize" | "seed">;
  steps: number;
}

/** The reader as a classifier of digits at a random place among pieces of others. */
export interface ClassifierRecipe {
  kind: "classifier";
  /** Height and width of the ground. */
  side: number;
  /** How many pieces of how many pixels a side. */
  patches: number;
  patchSize: number;
  model: Omit<DrawClassifierOptions, "imageSize" | "seed" | "classes">;
  steps: number;
}

const units = { encoderUnits: 256, decoderUnits: 256 };
const paper = { steps: 64, latentSize: 100, readSize: 2, writeSize: 5, ...units };
const small = { steps: 10, latentSize: 10, readSize: 5, writeSize: 5, ...units };
const glimpses = { glimpses: 8, readSize: 12, units: 256 };

/** By name: what is seen, and what learns it. */
export const recipes: Readonly<Record<string, DrawRecipe | ClassifierRecipe>> = {
  mnist: { kind: "draw", images: "digits", model: paper, steps: 180_000 },
  "mnist-whole": { kind: "draw", images: "digits", model: { ...paper, attention: false }, steps: 180_000 },
  "mnist-small": { kind: "draw", images: "digits", model: small, steps: 36_000 },
  "mnist-small-whole": { kind: "draw", images: "digits", model: { ...small, attention: false }, steps: 18_000 },
  "cluttered-60": { kind: "classifier", side: 60, patches: 4, patchSize: 8, model: glimpses, steps: 60_000 },
  "cluttered-100": { kind: "classifier", side: 100, patches: 4, patchSize: 8, model: glimpses, steps: 100_000 },
  color: { kind: "draw", images: "colored", model: { ...small, latentSize: 20 }, steps: 18_000 },
};
