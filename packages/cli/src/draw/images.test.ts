import { expect, it } from "vitest";
import { seedOf } from "./images";

it.each([0, 1, 2 ** 21 - 1, 2 ** 21, 3_000_000, Number.MAX_SAFE_INTEGER])(
  "the seed %i has whole numbers for all steps",
  (seed) => {
    expect(Number.isSafeInteger(seedOf(seed, 180_000))).toBe(true);
    expect(seedOf(seed, 1)).not.toBe(seedOf(seed, 2));
  },
);
