// Learning rates as functions of the step. They keep no state, so that a resumed run goes on as it would have.
import { ConfigError, checkedOptions, shown } from "@attn/core";

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

/** From `initial`, times `factor` after every `every` steps. @throws ConfigError for an unknown option, or one that is not positive */
export function stepDecay(options: { initial: number; factor: number; every: number }): Schedule {
  const { initial, factor, every } = checkedOptions("stepDecay", options, ["initial", "factor", "every"]);
  positive("stepDecay", { initial, factor, every });
  return (step) => initial * factor ** Math.floor(step / every);
}

/**
 * From `initial` to `final` (0 by default) along half a cosine, over `steps` steps; then `final` (Loshchilov & Hutter, 2017).
 *
 * @throws ConfigError for an unknown option, one that is not positive, or a negative `final`
 */
export function cosineDecay(options: { initial: number; final?: number; steps: number }): Schedule {
  const { initial, final = 0, steps } = checkedOptions("cosineDecay", options, ["initial", "final", "steps"]);
  positive("cosineDecay", { initial, steps });
  if (!(Number.isFinite(final) && final >= 0)) {
    throw new ConfigError(`cosineDecay: final must be a number from 0, got ${shown(final)}`);
  }
  return (step) => final + ((initial - final) / 2) * (1 + Math.cos(Math.PI * Math.min(1, step / steps)));
}

/** Rises linearly to what `schedule` gives over the first `steps` steps, then follows it. @throws ConfigError */
export function warmup(schedule: Schedule | number, steps: number): Schedule {
  positive("warmup", { steps });
  if (typeof schedule !== "function") positive("warmup", { schedule });
  const rate = typeof schedule === "number" ? () => schedule : schedule;
  return (step) => rate(step) * Math.min(1, (step + 1) / steps);
}

function positive(who: string, options: Record<string, number>): void {
  for (const [option, value] of Object.entries(options)) {
    if (!(Number.isFinite(value) && value > 0)) {
      throw new ConfigError(`${who}: ${option} must be positive, got ${shown(value)}`);
    }
  }
}
