// What needs real processes: signals and kills.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSafetensors } from "@attn/core";
import { setBackend } from "@tensorflow/tfjs-core";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProgramOptions } from "./program";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "attn-train-"));
const program = here(`../node_modules/.cache/attn-test/program-${process.pid}.mjs`); // where it finds tfjs

beforeAll(async () => {
  await setBackend("cpu");
  await build({
    entryPoints: [here("program.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    tsconfig: here("../../../tsconfig.json"),
    external: ["@tensorflow/*", "@attn/assembly/*", "cli-progress"],
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(program);
});

const checkpoint = (name: string) => join(folder, name);
const stepOf = (path: string) => Number(loadSafetensors(readFileSync(path)).metadata.step);

function start(path: string, options: ProgramOptions) {
  const child = spawn(process.execPath, [program, path, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { out: "", err: "" };
  child.stdout.on("data", (text) => void (printed.out += text));
  child.stderr.on("data", (text) => void (printed.err += text));
  const ended = once(child, "close") as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  return { child, printed, ended };
}

/** Resolves when the child has printed `text`; rejects if it ends without. */
async function prints(child: ChildProcess, text: string): Promise<void> {
  let seen = "";
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    seen += chunk;
    if (seen.includes(text)) return;
  }
  throw new Error(`the program ended without printing ${text}`);
}

async function run(path: string, options: ProgramOptions): Promise<string> {
  const { printed, ended } = start(path, options);
  expect(await ended, printed.err).toEqual([0, null]);
  return printed.out;
}

it.each(["SIGINT", "SIGTERM"] as const)(
  "%s saves, ends the program, and is made good by a second run",
  async (signal) => {
    const path = checkpoint(signal);
    const { child, printed, ended } = start(path, { steps: 1000, milliseconds: 10 });
    await prints(child, "step 4\n");
    child.kill(signal);
    expect(await ended).toEqual([null, signal]); // a shell shows 130 for SIGINT
    expect(printed.err).toContain(`Saved to ${path}; run the same again to go on.`);
    const step = stepOf(path);
    expect(step).toBeGreaterThanOrEqual(5);
    expect(step).toBeLessThan(1000);

    const out = await run(path, { steps: step + 3 });
    expect(out).toContain(`step ${step}\n`);
    expect(out).not.toContain(`step ${step - 1}\n`);
    await run(checkpoint("uninterrupted"), { steps: step + 3 });
    expect(readFileSync(path)).toEqual(readFileSync(checkpoint("uninterrupted")));
    rmSync(checkpoint("uninterrupted"));
  },
);

it("lets the program go on after Ctrl-C where it wants to", async () => {
  const { child, printed, ended } = start(checkpoint("return"), {
    steps: 1000,
    milliseconds: 10,
    onInterrupt: "return",
  });
  await prints(child, "step 2\n");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(printed.out.trimEnd()).toMatch(/aborted$/);
});

it("has a whole checkpoint whenever it is killed", async () => {
  const path = checkpoint("killed");
  let last = 0;
  for (const milliseconds of [0, 11, 40]) {
    const { child, ended } = start(path, { steps: 1e6, size: 300_000, saveEvery: 1 });
    await prints(child, `saved ${last + 1}\n`);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    const step = stepOf(path); // throws if it is not whole
    expect(step).toBeGreaterThan(last);
    last = step;
  }
  const out = await run(path, { steps: last + 2, size: 300_000 });
  expect(out).toContain(`step ${last + 1}\n`);
  expect(readdirSync(folder).filter((name) => name.startsWith("killed"))).toEqual(["killed"]);
});

it("keeps Node's modules out of the main entry", async () => {
  const { metafile } = await build({
    entryPoints: [here("../src/index.ts")],
    bundle: true,
    write: false,
    metafile: true,
    platform: "browser",
    format: "esm",
    external: ["@tensorflow/*", "@attn/*"],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect([...new Set(imports)].sort()).toEqual(["@attn/core", "@tensorflow/tfjs-core"]);
});
