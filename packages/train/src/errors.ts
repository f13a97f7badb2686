import { AttnError } from "@attn/core";

/** Training met a number that is not finite. The weights are those from before the step; no checkpoint was overwritten. */
export class NonFiniteError extends AttnError {
  override name = "NonFiniteError";

  constructor(
    /** What was not finite: `"loss"`, `"gradient"`, or `"weights"`. */
    readonly what: "loss" | "gradient" | "weights",
    /** The step, counted from 0: the one for which `batch` was called. */
    readonly step: number,
    readonly value: number,
  ) {
    super(`fit: the ${what} must be finite, got ${value} in step ${step}`);
  }
}
