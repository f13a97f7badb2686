// What changed between two files of results, beyond noise.
import { readFileSync } from "node:fs";
import { parseReport } from "./parseReport";
import type { Report } from "./report";
import type { Result } from "./types";

/** Reads a file of results; what is not one is refused with what is wrong with it. */
export function readReport(file: string): Report {
  try {
    return parseReport(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`--compare: ${file}: ${(error as Error).message}`);
  }
}

/** A peer's, or a variant's, ratio to attn in both. */
export interface Change {
  run: string;
  case: string;
  implementation: string;
  variant: string;
  before: NonNullable<Result["vsAttn"]>;
  after: NonNullable<Result["vsAttn"]>;
}

export interface Comparison {
  /** Whose intervals do not touch: attn got faster or slower against them. */
  changes: Change[];
  /** How many rows are in both. */
  compared: number;
  /** How many are in one alone. */
  alone: number;
}

/** Ratios within one run are compared, never times: the machine may have been another, or busy. */
export function compare(before: Report, after: Report): Comparison {
  const keyOf = ({ run, case: name, implementation, variant }: Result) =>
    // of PyTorch only its best layout is kept, which may be another one in each file
    [run, name, implementation, implementation === "pytorch" ? "" : variant].join("\n");
  const rated = ({ results }: Report) =>
    new Map(results.filter(({ vsAttn }) => vsAttn).map((row) => [keyOf(row), row]));
  const [old, now] = [rated(before), rated(after)];
  const both = [...now].filter(([key]) => old.has(key));
  const changes = both.flatMap(([key, row]) => {
    const [was, is] = [old.get(key)!.vsAttn!, row.vsAttn!];
    if (was.low <= is.high && is.low <= was.high) return [];
    const { run, case: name, implementation, variant } = row;
    return [{ run, case: name, implementation, variant, before: was, after: is }];
  });
  return { changes, compared: both.length, alone: old.size + now.size - 2 * both.length };
}

/** In words, a line each. */
export function comparisonText({ changes, compared, alone }: Comparison): string {
  const lines = changes.map(({ run, case: name, implementation, variant, before, after }) => {
    const word = after.ratio > before.ratio ? "faster" : "slower";
    const factor = Math.max(after.ratio / before.ratio, before.ratio / after.ratio).toFixed(2);
    const range = ({ ratio, low, high }: Change["before"]) =>
      `${ratio.toFixed(2)} (${low.toFixed(2)} .. ${high.toFixed(2)})`;
    return `${name}, ${run}: attn is ${factor} x ${word} against ${implementation} (${variant}): ${range(before)} -> ${range(after)}`;
  });
  const rest = `${compared} rows in both files, ${changes.length} changed beyond noise, ${alone} in one file alone`;
  return [...lines, rest].join("\n");
}
