// The command as a user runs it, built from the sources into a folder of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Contender } from "./contender";
import { parseReport } from "./parseReport";
import type { Report } from "./report";
import { findRuntime } from "./runtimes";
import { buildCommand, buildPageFromSources, temporaryFolder } from "./testing/sources";

const folder = temporaryFolder();
const temporary = mkdtempSync(join(tmpdir(), "attn-bench-")); // short: Chromium puts a socket there

beforeAll(async () => {
  await buildCommand(folder);
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
});
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill();
  for (const made of [folder, temporary]) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
});

function bench(args: string[], from = folder) {
  const child = spawn(process.execPath, [join(from, "main.js"), ...args], {
    env: { ...process.env, TMPDIR: temporary },
  });
  children.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += part));
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, text })),
  );
  return { child, ended };
}

describe("bench", () => {
  it("finds attn and its peers in agreement on the smallest case of each suite", async () => {
    const json = join(folder, "results.json");
    const small = ["--no-torch", "--rounds", "1", "--sample-ms", "1", "--suite", "sampling,gemm,training,ntm,draw"];
    const cases =
      "1x64x64x3 -> 64x64,64x64x64,28x1 7x7x8,NTM copy 42 steps LSTM100 128x20 batch 1 forward,readPatch 64x28x28x1";
    const { code, text } = await bench([...small, "--filter", cases, "--json", json]).ended;
    expect(text).not.toMatch(/computes something else|left out of/);
    expect(code, text).toBe(0);
    const { results } = JSON.parse(readFileSync(json, "utf8")) as Report;
    const timed = (start: string) =>
      results.filter((one) => one.case.startsWith(start)).map((one) => one.implementation);
    const everywhere = ["attn-reference", "attn", "jax-js"] as const;
    expect(timed("gridSample")).toEqual(expect.arrayContaining([...everywhere, "tfjs-wasm", "onnxruntime-web"]));
    expect(timed("spatialTransform")).toEqual(expect.arrayContaining([...everywhere]));
    expect(timed("gemm")).toEqual(expect.arrayContaining(["attn", "jax-js", "tfjs-wasm", "tfjs-cpu"]));
    expect(timed("Conv2DBackpropFilter")).toEqual(expect.arrayContaining(["attn", "tfjs-cpu"]));
    expect(timed("readPatch")).toEqual(expect.arrayContaining(["attn-reference", "attn"]));
    expect(timed("NTM")).toEqual(expect.arrayContaining(["attn-reference", "attn"]));
    expect(readdirSync(temporary)).toEqual([]);
  }, 240_000); // ten processes: over a minute where a dozen others share two cores

  it.skipIf(typeof findRuntime("chromium") === "string")(
    "agrees in Chromium, if it is here",
    async () => {
      await buildPageFromSources(join(folder, "page"));
      const json = join(folder, "chromium.json");
      const small = ["--no-torch", "--rounds", "1", "--sample-ms", "1", "--suite", "gemm", "--filter", "64x64x64"];
      const options = [...small, "--only", "attn,tfjs-wasm", "--runtime", "chromium", "--json", json];
      const { code, text } = await bench(options).ended;
      expect(text).not.toMatch(/computes something else|left out/);
      expect(code, text).toBe(0);
      const { results, versions } = parseReport(readFileSync(json, "utf8"));
      const timed = results.map(({ implementation, variant }) => `${implementation} ${variant}`);
      const shared = ["attn simd, isolated", "tfjs-wasm wasm transform, isolated"];
      expect(timed).toEqual(expect.arrayContaining(["attn simd", "tfjs-wasm wasm transform", ...shared]));
      expect(versions.chromium).toMatch(/^\d+\./);
      expect(readdirSync(temporary)).toEqual([]);
    },
    240_000,
  );

  it("keeps several works prepared in one process, and does the one that is asked for", async () => {
    const args = [join(folder, "host.js"), "tfjs-cpu"];
    const cpu = new Contender({ implementation: "tfjs-cpu", variant: "cpu", command: process.execPath, args });
    expect(await cpu.start()).toBeUndefined();
    const gemm = (n: number) => ({ suite: "s", case: `${n}`, op: "gemm", params: {}, peers: [], tolerance: 0 });
    const [large, small] = [gemm(2), gemm(1)];
    for (const work of [large, small]) {
      const n = Number(work.case);
      const matrix = (name: string) => ({ name, shape: [n, n], data: new Float32Array(n * n).fill(1) });
      expect(await cpu.prepare(work, [matrix("a"), matrix("b")])).toHaveProperty("outputs");
    }
    expect(await cpu.run(large, 1)).toBeGreaterThan(0);
    expect(await cpu.run(small, 1)).toBeGreaterThan(0);
    await expect(cpu.run(gemm(3), 1)).rejects.toThrow("3 is not prepared");
    await cpu.release();
    await expect(cpu.run(small, 1)).rejects.toThrow("1 is not prepared");
    cpu.stop();
  });

  it("serves the page on this machine until it is ended", async () => {
    mkdirSync(join(folder, "page"), { recursive: true });
    writeFileSync(join(folder, "page/some.json"), "{}");
    const { child, ended } = bench(["page"]);
    const [line] = (await once(child.stdout!, "data")) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(String(line))![0];
    expect(await (await fetch(`${url}some.json`)).json()).toEqual({});
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect((await bench(["page", "--port", "many"]).ended).text).toMatch(/--port must be a port or 0, got "many"/);
  });

  it("compares two files of results, and refuses what is none", async () => {
    const file = join(folder, "compared.json");
    writeFileSync(
      file,
      JSON.stringify({
        machine: { cpu: "c", cores: 1, platform: "p" },
        versions: {},
        date: "2026-01-02T03:04:05Z",
        results: [],
      }),
    );
    expect(await bench(["compare", file, file]).ended).toEqual({
      code: 0,
      text: "0 rows in both files, 0 changed beyond noise, 0 in one file alone\n",
    });
    expect((await bench(["compare", file, join(folder, "package.json")]).ended).text).toContain("it has no results");
  });

  it.each([
    ["--suite", "nonsense"],
    ["--filter", "nonsense"],
    ["--only", "nonsense"],
    ["--python", "/nonexistent"],
    ["--rounds", "0"],
    ["--rounds", "many"],
    ["--sample-ms", "0"],
    ["--steps", "1.5"],
    ["--json", "/nonexistent/results.json"],
    ["--json", temporary],
  ])("refuses %s %s before it starts anything", async (option, value) => {
    const torch = option === "--python" ? [] : ["--no-torch"];
    const { code, text } = await bench([...torch, option, value]).ended;
    expect(code).toBe(1);
    expect(text).toMatch(new RegExp(`^bench: ${option} must be .*got "?${value}`, "m"));
    expect(text).not.toContain("left out:");
  });

  it.skipIf(process.platform === "win32")("ends its processes and removes its files on Ctrl-C", async () => {
    const fake = join(folder, "fake");
    const pidFile = join(folder, "pid");
    mkdirSync(fake);
    for (const file of readdirSync(folder).filter((name) => /\.js(on)?$/.test(name))) {
      cpSync(join(folder, file), join(fake, file));
    }
    writeFileSync(
      join(fake, "host.js"),
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const { child, ended } = bench(["--no-torch"], fake);
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, "utf8"), { timeout: 30_000 }).toMatch(/^\d+$/);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    const pid = Number(readFileSync(pidFile, "utf8"));
    await expect.poll(() => runs(pid), { timeout: 10_000 }).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
