// How far a run is, in numbers and in words.
import type { Stage } from "../measure";
import type { Group } from "../types";

export interface Progress {
  /** From 0 to 1. */
  part: number;
  /** `Case 3 of 7: …`; changes with the group alone. */
  cases: string;
  /** What is being done, and with whom. */
  now: string;
}

/** Where the stages of a group begin and how long they are, of 1. */
const spans: Record<Stage["doing"], [from: number, length: number]> = {
  comparing: [0, 0.2],
  "warming up": [0.2, 0.3],
  timing: [0.5, 0.5],
};

export function progressOf(groups: readonly Group[], index: number, { doing, who, part }: Stage): Progress {
  const worksOf = (some: readonly Group[]) => some.reduce((sum, { works }) => sum + works.length, 0);
  const [before, own, all] = [worksOf(groups.slice(0, index)), groups[index]!.works.length, worksOf(groups)];
  const [from, length] = spans[doing];
  const names = groups[index]!.works.map(({ work }) => work.case).join("; ");
  const numbers = own === 1 ? `Case ${before + 1}` : `Cases ${before + 1} to ${before + own}`;
  return {
    part: (before + own * (from + length * part)) / all,
    cases: `${numbers} of ${all}: ${names}`,
    now: `${doing} ${who.implementation} (${who.variant})`,
  };
}

/** In words, as if the rest took as long as what is done; nothing while that says little. */
export function timeLeft(part: number, elapsedMs: number): string {
  if (part < 0.02 || elapsedMs < 2000) return "";
  const seconds = (elapsedMs * (1 - part)) / part / 1000;
  if (seconds < 60) return `about ${Math.max(1, Math.round(seconds / 5) * 5)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}
