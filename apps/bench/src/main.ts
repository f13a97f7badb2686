// The benchmark's command. METHOD.md says what it promises.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cac } from "cac";
import type { Entrant, Launch } from "./channel";
import { compare, comparisonText, readReport } from "./compare";
import { Contender, stopAll } from "./contender";
import { findPython, launchesIn, oracle, pytorchLaunches } from "./launches";
import { machine } from "./machine";
import { type MeasureOptions, measureGroup } from "./measure";
import { growth, measureMemory } from "./memory";
import { packageVersions } from "./packageVersions";
import { bestVariants, type MemoryRow, type Report, table } from "./report";
import { checkWritable, keptFile, writeReport } from "./reportFile";
import { findRuntime, install, type Runtime, type RuntimeName, runtimeNames } from "./runtimes";
import { runtimeVersions } from "./runtimeVersions";
import { serveFolder } from "./site";
import { measureSizes } from "./size";
import { measureStarts } from "./startup";
import { groupsOf, suites } from "./suites";
import { type Group, implementations } from "./types";

interface Options {
  suite: string;
  json?: string;
  keep?: boolean;
  threads: number;
  filter?: string;
  python?: string;
  torch: boolean;
  rounds: number;
  sampleMs: number;
  steps: number;
  only?: string;
  runtime: string;
  install?: boolean;
}

/** Those that are not made of works. */
const special = ["memory", "start", "size"];
const here = dirname(fileURLToPath(import.meta.url));
const names = [...Object.keys(suites), ...special];
const print = (text: string) => void process.stdout.write(`${text}\n`);
const say = (line: string) => process.stderr.write(`${line}\n`);

const cli = cac("attn-bench");
cli
  .command("", "Measure attn beside its peers, in one run")
  .option("--suite <names>", `Suites, with commas: ${names.join(", ")}; or all`, {
    default: Object.keys(suites).join(","),
  })
  .option("--filter <text>", "Only cases whose name contains this, or with commas one of these")
  .option("--only <names>", "Only these implementations, with commas (attn-reference always is the oracle)")
  .option("--runtime <names>", `Where to run it, with commas: ${runtimeNames.join(", ")}; or all`, { default: "node" })
  .option("--install", "Get the runtimes that are missing first, from npm and, as root on Debian, from apt")
  .option("--json <file>", "Write the results there")
  .option("--keep", "Write the results to apps/bench/results/<machine>-<date>.json")
  .option("--python <path>", "A Python that has torch (default: python3, if it has)")
  .option("--no-torch", "Leave PyTorch out")
  .option("--rounds <n>", "Samples of each contender", { default: 25 })
  .option("--sample-ms <ms>", "Length of a sample", { default: 20 })
  .option("--threads <n>", "In browsers, attn and tfjs-wasm also with so many threads for tfjs's operations", {
    default: 1,
  })
  .option("--steps <n>", "Training steps of the suite memory", { default: 10_000 })
  .action((options: Options) => main(options));
cli
  .command("compare <before> <after>", "Say what changed between two files of results, beyond noise")
  .action((before: string, after: string) => print(comparisonText(compare(readReport(before), readReport(after)))));
cli
  .command("page", "Serve the page that measures in a browser, on this machine alone")
  .option("--port <n>", "The port; 0 is a free one", { default: 0 })
  .action(({ port }: { port: number }) => page(port));
cli.help();

process.on("exit", stopAll);
for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const, ["SIGHUP", 129] as const]) {
  process.on(signal, () => process.exit(code));
}

try {
  cli.parse(process.argv, { run: false });
  if (cli.args.length > 0 && !cli.matchedCommandName)
    throw new Error(`only options are expected, got "${cli.args.join(" ")}"`);
  await cli.runMatchedCommand();
} catch (error) {
  say(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  stopAll();
}

/** Until it is ended. */
async function page(port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port must be a port or 0, got "${port}"`);
  const { url } = await serveFolder(join(here, "page"), port);
  print(`${url}  (Ctrl-C ends it)`);
}

async function main(options: Options): Promise<void> {
  // everything that can be refused is refused before an hour of measuring
  const wanted = chosen(options);
  const groups = groupsWanted(wanted, options.filter);
  const steps = whole("steps", options.steps);
  const timing = { rounds: whole("rounds", options.rounds), sampleMs: positive("sample-ms", options.sampleMs), say };
  const runtimes = runtimesOf(options);
  const python = pythonOf(options);
  checkOnly(options.only);
  if (options.json !== undefined) checkWritable(options.json);
  const report: Report = {
    machine: machine(),
    versions: packageVersions(),
    date: new Date().toISOString(),
    results: [],
  };
  const files = [...(options.json === undefined ? [] : [options.json]), ...(options.keep ? [keptFile(report)] : [])];
  if (options.keep) say(`the results are kept in ${files.at(-1)}`);
  // what is measured stays, whatever comes next
  const save = () => {
    for (const file of files) writeReport(file, report);
  };
  const grown: string[] = [];
  if (wanted.includes("size")) {
    report.size = measureSizes(print);
    save();
  }
  for (const runtime of runtimes) {
    if (runtimes.length > 1) say(`\n${runtime.name}`);
    const measure: MeasureOptions = { ...timing, run: runtime.name };
    if (wanted.includes("start")) {
      const launches = launchesOf(runtime, undefined, options);
      const rows = await measureStarts(launches, Math.min(timing.rounds, 7), runtime.name, print);
      report.start = [...(report.start ?? []), ...rows];
      save();
    }
    if (groups.length === 0 && !wanted.includes("memory")) continue;
    const contenders = await startAll(launchesOf(runtime, python, options), runtime);
    if (!contenders) continue;
    Object.assign(report.versions, runtimeVersions(contenders.map(({ runtime }) => runtime)));
    for (const group of groups) {
      const results = bestVariants(await measureGroup(group, contenders, measure), ["pytorch"]);
      report.results.push(...results);
      process.stdout.write(`${table(results)}\n`);
      save();
    }
    if (wanted.includes("memory")) {
      const rows = await memory(contenders, steps, runtime.name);
      report.memory = [...(report.memory ?? []), ...rows];
      save();
      grown.push(...growth(rows));
    }
    for (const contender of contenders) contender.stop();
  }
  if (!wanted.includes("memory")) return;
  if (grown.length > 0) throw new Error(`memory: ${grown.join("; ")}`);
  say("  flat: tensors, tensor bytes, wasm heap and JS heap");
}

/** Those that are here; a missing one is named, and an error where it is the only one asked for. */
function runtimesOf({ runtime, install: get }: Options): Runtime[] {
  const asked = runtime === "all" ? [...runtimeNames] : (String(runtime).split(",") as RuntimeName[]);
  for (const name of asked) {
    if (!runtimeNames.includes(name))
      throw new Error(`--runtime must be of ${runtimeNames.join(", ")} or all, got "${name}"`);
  }
  if (get) install(asked, say);
  const found = asked.map((name) => [name, findRuntime(name)] as const);
  for (const [name, why] of found) if (typeof why === "string") say(`${name} is left out: ${why}`);
  const here = found.flatMap(([, one]) => (typeof one === "string" ? [] : [one]));
  if (here.length === 0) throw new Error(`--runtime must be one that is here, got "${runtime}"`);
  return here;
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

function whole(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${option} must be a whole number from 1, got ${value}`);
}

/** None where only suites without works are wanted. */
function groupsWanted(wanted: string[], filter: string | undefined): Group[] {
  const groups = groupsOf(wanted);
  const kept = filter === undefined ? groups : groupsOf(wanted, String(filter));
  if (groups.length > 0 && kept.length === 0) {
    throw new Error(`--filter must be part of a case's name, got "${filter}"`);
  }
  return kept;
}

function pythonOf({ python, torch, only }: Options): string | undefined {
  const found = torch ? findPython(python) : undefined;
  if (torch && python && !found) throw new Error(`--python must be a Python that has torch and numpy, got "${python}"`);
  if (!found && (only === undefined || String(only).includes("pytorch"))) {
    say(torch ? "no python3 with torch: PyTorch is left out (--python names one)" : "PyTorch is left out");
  }
  return found;
}

function checkOnly(only: string | undefined): void {
  for (const name of only === undefined ? [] : String(only).split(",")) {
    if (!(implementations as readonly string[]).includes(name)) {
      throw new Error(`--only must be of ${implementations.join(", ")}, got "${name}"`);
    }
  }
}

/** Those asked for, the oracle always and first. */
function launchesOf(runtime: Runtime, python: string | undefined, { only, threads }: Options): Launch[] {
  const all = [...launchesIn(runtime, whole("threads", threads)), ...(python ? pytorchLaunches(python) : [])];
  const asked = only === undefined ? undefined : String(only).split(",");
  return [
    oracle,
    ...all.filter(({ implementation }) => !asked || ["attn-reference", ...asked].includes(implementation)),
  ];
}

/** All that this machine has; says which it lacks, and why. Nothing if ours does not start in a runtime other than this one. */
async function startAll(asked: Launch[], runtime: Runtime): Promise<Contender[] | undefined> {
  const started: Contender[] = [];
  for (const launch of asked) {
    const contender = new Contender(launch);
    const reason = await contender.start();
    if (reason === undefined) started.push(contender);
    else {
      say(`${launch.implementation} (${launch.variant}) is left out: ${reason}`);
      contender.stop();
    }
  }
  const isOurs = ({ launch }: { launch: Entrant }) => launch.implementation === "attn";
  if (!asked.some((launch) => isOurs({ launch })) || started.some(isOurs)) return started;
  for (const contender of started) contender.stop();
  if (runtime.name === "node") throw new Error("attn does not start here");
  say(`${runtime.name} is left out: attn does not start there`);
  return undefined;
}

async function memory(contenders: Contender[], steps: number, run: string): Promise<MemoryRow[]> {
  const ours = contenders.filter(({ launch }) => launch.implementation === "attn").slice(0, 1);
  const rows: MemoryRow[] = [];
  for (const contender of ours) {
    say(`memory over ${steps} training steps, attn (${contender.launch.variant})`);
    rows.push(...(await measureMemory(contender, steps, run, (line) => process.stdout.write(`${line}\n`))));
  }
  return rows;
}
