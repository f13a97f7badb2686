// Deno and Bun, which npm has as packages, in the versions and the folder of the benchmark.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { capture, root } from "../process.mjs";

const { platform, arch } = process;
const denoTarget = { linux: `linux-${arch}-glibc`, darwin: `darwin-${arch}`, win32: `win32-${arch}` }[platform];
const folder = join(root, "out/runtimes");

const packages = {
  deno: { name: `@deno/${denoTarget}`, version: "2.9.6", program: "deno" },
  bun: { name: `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}`, version: "1.4.5", program: "bin/bun" },
};

/** The path of a runtime's program: installed by the benchmark, or here, or else now. Undefined if npm does not bring it. */
export async function findRuntime(runtime) {
  const { name, version, program } = packages[runtime];
  const own = join(folder, runtime); // npm would remove what the benchmark has installed beside it
  const programs = [folder, own].map((place) => join(place, "node_modules", name, program));
  const found = await firstThatRuns(programs);
  if (found) return found;
  mkdirSync(own, { recursive: true });
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"];
  await capture("npm", ["install", "--prefix", own, ...flags, `${name}@${version}`]);
  return firstThatRuns(programs);
}

async function firstThatRuns(programs) {
  for (const program of programs) if ((await capture(program, ["--version"])).code === 0) return program;
}
