// Brings the checkout to where a task can run: pnpm, the dependencies, the builds. Each is skipped when it is there.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, root } from "./process.mjs";

const stamp = join(root, "node_modules/.attn-installed");

/** Installs the dependencies that the lock file names. */
export async function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await step("installing the dependencies", () => pnpm(["install", "--frozen-lockfile", "--prefer-offline"]));
  writeFileSync(stamp, wanted);
}

/** Builds the kernels and the packages; turbo knows which are built already. */
export const build = ([task, ...filters]) =>
  step(task === "site" ? "building the site" : "building the packages", () =>
    capture("turbo", ["run", task, "--output-logs=new-only", ...filters]),
  );

/** The pnpm that package.json pins: from node_modules, or, before there is one, through npx. */
function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (existsSync(join(root, "node_modules/.bin/pnpm"))) return capture("pnpm", args);
  return capture("npx", ["-y", packageManager, ...args]);
}

/** Changes whenever an installation may be out of date. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"])
    hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

async function step(what, run) {
  const begin = performance.now();
  process.stdout.write(`• ${what} … `);
  const { code, output } = await run();
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? "done" : "failed"} (${seconds} s)\n`);
  if (code !== 0) throw new Error(`${output.trim()}\nrun: ${what} failed`);
}
