// What the tests of the tasks share.
import type { TaskBatch } from "./batch";

/** The numbers of the inputs, the targets and the mask. */
export const numbers = ({ inputs, targets, mask }: TaskBatch): number[][] =>
  [inputs, targets, mask].map((x) => Array.from(x.dataSync()));

/** The same as nested lists: `[B][T][I]`, `[B][T][O]`, `[B][T]`. */
export const lists = ({ inputs, targets, mask }: TaskBatch) => ({
  inputs: inputs.arraySync() as number[][][],
  targets: targets.arraySync() as number[][][],
  mask: mask.arraySync() as number[][],
});

/** How often each of some values occurs. */
export function counts(values: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}
