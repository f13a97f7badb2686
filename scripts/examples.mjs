// Installs every example from a registry that has the packages of this checkout, runs the commands of its README, and
// checks the numbers that it prints or shows. What this machine lacks is skipped by name, but not in CI.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runChecks, Skipped } from "./checks.mjs";
import { launch } from "./chromium.mjs";
import { blocksOf, forgetPackages, runLines, whileServing, withExample } from "./examples/folder.mjs";
import { checkPage, checkText } from "./examples/numbers.mjs";
import { startRegistry } from "./examples/registry.mjs";
import { findRuntime } from "./examples/runtimes.mjs";
import { chromium, root } from "./process.mjs";

const programs = ["node", "deno", "bun"];
const pages = ["vite", "webpack", "script-tag"];

// outside the repository, whose node_modules would have what an example forgets
const project = realpathSync(mkdtempSync(join(tmpdir(), "attn-examples-")));
process.on("exit", () => rmSync(project, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

let registry;
let browser;

const checks = [
  { name: "what the examples share", run: copies },
  { name: "registry", run: prepare },
  ...[
    { name: "Node", run: () => prints("node") },
    { name: "Deno", run: () => prints("deno", "deno") },
    { name: "Bun", run: () => prints("bun", "bun") },
    { name: "Vite, served and built", run: () => shows("vite", ["", ""]) },
    { name: "webpack", run: () => shows("webpack", [""]) },
    { name: "a script tag, with an import map and in one file", run: () => shows("script-tag", ["", "bundled.html"]) },
  ].map((check) => ({ ...check, needs: ["registry"] })),
];

const { failed } = await runChecks(checks);
process.exitCode = failed > 0 ? 1 : 0;
await browser?.close();
registry?.close();

/** A file that several examples have is the same in each. */
function copies() {
  const same = (file, examples) => {
    const texts = examples.map((name) => readFileSync(join(root, "examples", name, file), "utf8"));
    assert.equal(new Set(texts).size, 1, `${file} must be the same in ${examples.join(", ")}`);
  };
  same("turn.js", [...programs, ...pages]);
  same("main.js", programs);
  same("show.js", pages);
}

async function prepare() {
  const folder = join(project, "registry");
  mkdirSync(folder);
  registry = await startRegistry(folder);
  forgetPackages();
}

/** An example whose last command prints the numbers. */
async function prints(name, runtime) {
  const program = runtime && ((await findRuntime(runtime)) ?? lacking(`there is no ${runtime} here, and npm has none`));
  await withExample(name, project, registry, async (folder) => {
    checkText(await runLines(folder, blocksOf(folder)[0], program && dirname(program)));
  });
}

/** An example that has, for each of its pages, a block of commands whose last one serves it. */
async function shows(name, paths) {
  if (!chromium()) lacking("there is no Chromium here; ATTN_CHROMIUM can name one");
  browser ??= await launch();
  await withExample(name, project, registry, async (folder) => {
    const blocks = blocksOf(folder);
    assert.equal(blocks.length, paths.length);
    for (const [i, path] of paths.entries()) {
      await runLines(folder, blocks[i].slice(0, -1));
      await whileServing(folder, blocks[i].at(-1), (url) => checkPage(browser, url + path));
    }
  });
}

/** In CI nothing may be lacking. */
function lacking(what) {
  throw process.env.CI === "true" ? new Error(what) : new Skipped(what);
}
