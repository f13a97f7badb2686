// The benchmark's command. METHOD.md says what it promises.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import { cac } from "cac";
import { Contender } from "./contender";
import { findPython, launches } from "./launches";
import { type MeasureOptions, measureGroup } from "./measure";
import { measureMemory } from "./memory";
import { bestVariants, type MemoryRow, machine, type Report, table } from "./report";
import { suites } from "./suites";
import type { Group } from "./types";

interface Options {
  suite: string;
  json?: string;
  filter?: string;
  python?: string;
  torch: boolean;
  rounds: number;
  sampleMs: number;
  steps: number;
  only?: string;
}

const names = [...Object.keys(suites), "memory"];
const say = (line: string) => process.stderr.write(`${line}\n`);

const cli = cac("attn-bench");
cli
  .command("", "Measure attn beside its peers, in one run")
  .option("--suite <names>", `Suites, with commas: ${names.join(", ")}; or all`, { default: "sampling,gemm,training" })
  .option("--filter <text>", "Only cases whose name contains this")
  .option("--only <names>", "Only these implementations, with commas (attn-reference always is the oracle)")
  .option("--json <file>", "Write the results there")
  .option("--python <path>", "A Python that has torch (default: python3, if it has)")
  .option("--no-torch", "Leave PyTorch out")
  .option("--rounds <n>", "Samples of each contender", { default: 25 })
  .option("--sample-ms <ms>", "Length of a sample", { default: 20 })
  .option("--steps <n>", "Training steps of the suite memory", { default: 10_000 })
  .action((options: Options) => main(options));
cli.help();

try {
  cli.parse(process.argv, { run: false });
  await cli.runMatchedCommand();
} catch (error) {
  say(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  const wanted = chosen(options);
  const measure: MeasureOptions = {
    rounds: positive("rounds", options.rounds),
    sampleMs: positive("sample-ms", options.sampleMs),
    say,
  };
  const contenders = await startAll(options);
  try {
    const report: Report = {
      machine: machine(totalmem()),
      versions: versions(contenders),
      date: new Date().toISOString(),
      results: [],
    };
    for (const group of groupsOf(wanted, options.filter)) {
      const results = bestVariants(await measureGroup(group, contenders, measure), ["pytorch"]);
      report.results.push(...results);
      process.stdout.write(`${table(results)}\n`);
    }
    if (wanted.includes("memory")) report.memory = await memory(contenders, positive("steps", options.steps));
    if (options.json) writeReport(options.json, report);
  } finally {
    for (const contender of contenders) contender.stop();
  }
}

function chosen({ suite }: Options): string[] {
  const wanted = suite === "all" ? names : String(suite).split(",");
  for (const name of wanted) {
    if (!names.includes(name)) throw new Error(`--suite must be of ${names.join(", ")} or all, got "${name}"`);
  }
  return wanted;
}

function positive(option: string, value: number): number {
  if (typeof value === "number" && value >= 1) return value;
  throw new Error(`--${option} must be a number from 1, got ${value}`);
}

function groupsOf(wanted: string[], filter: string | undefined): Group[] {
  const groups = wanted.flatMap((name) => suites[name]?.() ?? []);
  if (filter === undefined) return groups;
  return groups.filter(({ works }) => works.some(({ work }) => work.case.includes(filter)));
}

/** All that this machine has; says which it lacks, and why. */
async function startAll({ python, torch, only }: Options): Promise<Contender[]> {
  const found = torch ? findPython(python) : undefined;
  if (torch && python && !found) throw new Error(`--python must be a Python that has torch and numpy, got "${python}"`);
  if (!found) say(torch ? "no python3 with torch: PyTorch is left out (--python names one)" : "PyTorch is left out");
  const asked = only?.split(",");
  const started: Contender[] = [];
  for (const launch of launches(found)) {
    if (asked && launch.implementation !== "attn-reference" && !asked.includes(launch.implementation)) continue;
    const contender = new Contender(launch);
    const reason = await contender.start();
    if (reason === undefined) started.push(contender);
    else {
      say(`${launch.implementation} (${launch.variant}) is left out: ${reason}`);
      contender.stop();
    }
  }
  return started;
}

async function memory(contenders: Contender[], steps: number): Promise<MemoryRow[]> {
  const ours = contenders.filter(({ launch }) => launch.implementation === "attn").slice(0, 1);
  const rows: MemoryRow[] = [];
  for (const contender of ours) {
    say(`memory over ${steps} training steps, attn (${contender.launch.variant})`);
    rows.push(...(await measureMemory(contender, steps, (line) => process.stdout.write(`${line}\n`))));
  }
  return rows;
}

function versions(contenders: Contender[]): Record<string, string> {
  const require = createRequire(import.meta.url);
  const of = (name: string) => {
    try {
      const main = require.resolve(name);
      const root = main.slice(0, main.lastIndexOf(name) + name.length);
      return (JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string }).version;
    } catch {
      return "not installed";
    }
  };
  const packages = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "onnxruntime-web", "@jax-js/jax"];
  const runtimes = [...new Set(contenders.map(({ runtime }) => runtime))];
  return { ...Object.fromEntries(packages.map((name) => [name, of(name)])), runtimes: runtimes.join("; ") };
}

/** Whole or not at all. */
function writeReport(file: string, report: Report): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${file}.part`, file);
}
