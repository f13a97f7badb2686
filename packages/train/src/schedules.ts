// Learning rates as functions of the step. They keep no state, so that a resumed run goes on as it would have.
import { ConfigError } from "@attn/core";

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

/** From `initial`, times `factor` after every `every` steps. */
export function stepDecay({ initial, factor, every }: { initial: number; factor: number; every: number }): Schedule {
  positive("stepDecay", { initial, factor, every });
  return (step) => initial * factor ** Math.floor(step / every);
}

/** From `initial` to `final` along half a cosine, over `steps` steps; then `final` (Loshchilov & Hutter, 2017). */
export function cosineDecay({
  initial,
  final = 0,
  steps,
}: {
  initial: number;
  final?: number;
  steps: number;
}): Schedule {
  positive("cosineDecay", { initial, steps });
  return (step) => final + ((initial - final) / 2) * (1 + Math.cos(Math.PI * Math.min(1, step / steps)));
}

/** Rises linearly to what `schedule` gives over the first `steps` steps, then follows it. */
export function warmup(schedule: Schedule | number, steps: number): Schedule {
  positive("warmup", { steps });
  const rate = typeof schedule === "number" ? () => schedule : schedule;
  return (step) => rate(step) * Math.min(1, (step + 1) / steps);
}

function positive(who: string, options: Record<string, number>): void {
  for (const [option, value] of Object.entries(options)) {
    if (!(Number.isFinite(value) && value > 0))
      throw new ConfigError(`${who}: ${option} must be positive, got ${value}`);
  }
}
