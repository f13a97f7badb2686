import { FormatError, ready } from "@attn/core";
import type { GoldenCase, GoldenGroup } from "@attn/core/testing";
import type { Comparison } from "./compare";
import { goldenFiles, readGroup } from "./files";
import { runCase } from "./runCase";

type Say = (line: string) => void;

/** A case, and what came of it on every backend so far. */
interface Running {
  name: string;
  golden: GoldenCase;
  /** The comparison nearest to its bar or farthest above it. */
  worst?: Comparison;
  failures: string[];
}

const variants = ["relaxed", "simd", "none"] as const;

/**
 * Runs every case of every golden-1 file in a folder through the public functions: on each build of the kernels that this
 * runtime has, and on the references. Says the worst error of each case and at last `N passed, N failed, N skipped`.
 *
 * @returns whether every case passed
 * @throws ConfigError if there is no such folder, or nothing to run in it
 */
export async function runGoldens(folder: string, say: Say, only = ""): Promise<boolean> {
  const { groups, damaged } = await readGroups(folder, say);
  const all = groups.flatMap(({ group, cases }) =>
    cases.map((golden) => ({ name: `${group}/${golden.name}`, golden })),
  );
  const chosen = all.filter(({ name, golden }) => `${name} ${golden.op}`.includes(only));
  const running = chosen.map((item): Running => ({ ...item, failures: [] }));
  const unexposed = await runEverywhere(running, say);
  for (const item of running) say(line(item));
  for (const text of unexposed) say(`not compared: ${text}`);
  const failed = running.filter(({ failures }) => failures.length > 0).length + damaged;
  const passed = running.length + damaged - failed;
  say(`${passed} passed, ${failed} failed, ${all.length - running.length} skipped`);
  return failed === 0 && passed > 0;
}

/** A file that is damaged, or cannot be read, counts as one failed case. */
async function readGroups(folder: string, say: Say): Promise<{ groups: GoldenGroup[]; damaged: number }> {
  const files = await goldenFiles(folder);
  const groups: GoldenGroup[] = [];
  for (const file of files) {
    try {
      groups.push(await readGroup(folder, file));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      say(`FAILED ${error.message}`);
    }
  }
  return { groups, damaged: files.length - groups.length };
}

/** Returns what was not compared. */
async function runEverywhere(running: readonly Running[], say: Say): Promise<Set<string>> {
  const unexposed = new Set<string>();
  let kernels = 0;
  for (const variant of variants) {
    const { variant: got, reason } = await ready({ backend: "wasm", variant });
    const backend = variant === "none" ? "references" : `${variant} kernels`;
    if (got !== variant) {
      say(`not run: ${backend}: ${reason}`);
      continue;
    }
    if (variant !== "none") kernels++;
    for (const item of running) runOne(item, backend, unexposed);
  }
  if (kernels === 0) for (const { failures } of running) failures.push("no build of the kernels runs here");
  return unexposed;
}

function runOne(item: Running, backend: string, unexposed: Set<string>): void {
  try {
    const result = runCase(item.golden);
    for (const text of result.unexposed) unexposed.add(text);
    for (const comparison of result.comparisons) {
      const here = { ...comparison, what: `${comparison.what}, ${backend}` };
      if (!item.worst || closeness(here) > closeness(item.worst)) item.worst = here;
      if (!(comparison.error < comparison.bar)) item.failures.push(describe(here));
    }
  } catch (error) {
    item.failures.push(`${(error as Error).message} (${backend})`);
  }
}

function line({ name, worst, failures }: Running): string {
  if (failures.length > 0) return [`FAILED ${name}`, ...failures.map((failure) => `         ${failure}`)].join("\n");
  return `ok     ${name}  ${worst ? describe(worst) : "nothing was compared"}`;
}

const closeness = ({ error, bar }: Comparison) => error / bar;
const describe = ({ what, error, bar }: Comparison) => `${error.toExponential(1)} of ${bar.toExponential(0)} (${what})`;
