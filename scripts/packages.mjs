// Packs every public package, lints the tarballs, installs them into an empty project, and uses them there in every way
// in which a user may: Node ESM and CJS, Deno, Bun, TypeScript, esbuild and Vite. No configuration in any of them.
// What this machine lacks is skipped by name.
import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { runChecks, Skipped } from "./checks.mjs";
import { launch, resultOf, serve } from "./chromium.mjs";
import { capture, chromium, nodeFlags, root } from "./process.mjs";

const project = realpathSync(mkdtempSync(join(tmpdir(), "attn-packages-")));
const tfjs = { "@tensorflow/tfjs": "4.22.0", "@tensorflow/tfjs-backend-wasm": "4.22.0" };

const packages = readdirSync(join(root, "packages"))
  .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")) }))
  .filter((manifest) => !manifest.private);
const tarball = ({ name, version }) => join(project, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);

const write = (name, text) => writeFileSync(join(project, name), text);

/** The line of JSON that the program ends with. */
const printed = (output) => JSON.parse(output.split("\n").find((line) => line.startsWith("{")) ?? assert.fail(output));

/** Every address that can be imported, or required; @attn/core/testing needs a running vitest. */
const addresses = (condition) =>
  packages.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((path) => Object.hasOwn(exports[path], condition) && path !== "./testing")
      .map((path) => name + path.slice(1)),
  );

const checks = [
  { name: "pack", run: pack },
  { name: "publint", needs: ["pack"], run: publint },
  { name: "attw", needs: ["pack"], run: attw },
  { name: "npm install", needs: ["pack"], run: install },
  ...[
    { name: "Node, ESM", run: () => runs("esm.mjs") },
    { name: "Node, CJS", run: () => runs("cjs.cjs") },
    { name: "Deno", run: () => runsIn("deno", ["run", "--allow-read", "--no-prompt", "esm.mjs"]) },
    { name: "Bun", run: () => runsIn("bun", ["esm.mjs"]) },
    { name: "types, node16, ESM and CJS", run: () => types("node16", ["types.mts", "types.cts"]) },
    { name: "types, bundler", run: () => types("bundler", ["types.ts"]) },
    { name: "esbuild for Node", run: esbuildForNode },
    { name: "esbuild for browsers", run: esbuildForBrowsers },
    { name: "Vite", run: vite },
  ].map((check) => ({ ...check, needs: ["npm install"] })),
  { name: "esbuild's page in Chromium", needs: ["esbuild for browsers"], run: () => runsInChromium("site") },
  { name: "Vite's page in Chromium", needs: ["Vite"], run: () => runsInChromium("app/dist") },
];

try {
  const { failed } = await runChecks(checks);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** Runs a program in the project; throws with its output if it fails. */
async function must(command, args, options = {}) {
  const { code, output } = await capture(command, args, { cwd: project, ...options });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}\n${output}`);
  return output;
}

async function pack() {
  const flags = ["--recursive", "--filter=./packages/*", "pack", "--pack-destination", project];
  await must("pnpm", flags, { cwd: root });
}

async function publint() {
  await Promise.all(packages.map((manifest) => must("publint", ["--strict", tarball(manifest)])));
}

async function attw() {
  // node16: TypeScript's oldest resolution, which knows no `exports`, finds the main entries alone
  const flags = ["--profile", "node16", "--format", "ascii"];
  const typed = packages.filter(({ types }) => types);
  await Promise.all(typed.map((manifest) => must("attw", [tarball(manifest), ...flags])));
}

async function install() {
  const ours = Object.fromEntries(packages.map((manifest) => [manifest.name, `file:${tarball(manifest)}`]));
  write("package.json", JSON.stringify({ private: true, dependencies: { ...tfjs, ...ours } }));
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts"];
  const { code } = await capture("npm", [...args, "--offline"], { cwd: project }); // from the cache, if it was run before
  if (code !== 0) await must("npm", args);
  await writeProgram();
}

/** One program in each dialect. */
async function writeProgram() {
  const typescript = readFileSync(join(root, "scripts/consumer/use.ts"), "utf8");
  const javascript = async (format) => (await transform(typescript, { loader: "ts", format })).code;
  const everything = (condition) =>
    addresses(condition).map((address, i) => `import * as m${i} from "${address}";\nvoid m${i};`);
  const print = "void use().then((got) => console.log(JSON.stringify(got)));";
  write("esm.mjs", [...everything("import"), await javascript("esm"), print].join("\n"));
  write(
    "cjs.cjs",
    [...addresses("require").map((address) => `require("${address}");`), await javascript("cjs"), print].join("\n"),
  );
  for (const name of ["types.ts", "types.mts"]) write(name, [...everything("import"), typescript].join("\n"));
  write("types.cts", [...everything("require"), typescript].join("\n"));
  write("page.js", [await javascript("esm"), "globalThis.result = use();"].join("\n"));
}

async function runs(file) {
  verify(printed(await must(process.execPath, [...nodeFlags, file])));
}

/** Another runtime, where this machine has it. */
async function runsIn(runtime, args) {
  if ((await capture(runtime, ["--version"])).code !== 0) throw new Skipped(`there is no ${runtime} here`);
  verify(printed(await must(runtime, args)));
}

function verify({ variant, reason, grid, gradient }) {
  assert.notEqual(variant, "none", reason);
  assert.deepEqual(grid, [-0.5, 0, 0.5, 0]);
  assert.deepEqual(gradient, [0, 0, 2, 0, 0, 2]);
}

/** Type-checks without skipLibCheck; only what tfjs's own declarations get wrong is left out. */
async function types(moduleResolution, files) {
  const module = moduleResolution === "bundler" ? "preserve" : "node16";
  const flags = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,dom"];
  const args = [...flags, "--module", module, "--moduleResolution", moduleResolution, ...files];
  const { output } = await capture("tsc", args, { cwd: project });
  const errors = output.split("\n").filter((line) => /^(node_modules\/@attn|types\.).*error TS/.test(line));
  assert.deepEqual(errors, []);
}

async function esbuildForNode() {
  await must("esbuild", ["cjs.cjs", "--bundle", "--platform=node", "--outfile=bundle/node.cjs", "--log-level=warning"]);
  await runs("bundle/node.cjs");
}

async function esbuildForBrowsers() {
  const output = await must("esbuild", ["page.js", "--bundle", "--outfile=site/page.js", "--log-level=warning"]);
  assert.equal(output, ""); // no warning either
  write("site/index.html", '<script src="page.js"></script>');
}

async function vite() {
  mkdirSync(join(project, "app"));
  write("app/index.html", '<script type="module" src="../page.js"></script>');
  await must("vite", ["build", "app", "--logLevel", "warn"]);
}

/** tfjs's wasm files lie beside the page, where they are looked for first. */
async function runsInChromium(site) {
  if (!chromium()) throw new Skipped("there is no Chromium here; ATTN_CHROMIUM can name one");
  cpSync(join(project, "node_modules/@tensorflow/tfjs-backend-wasm/dist"), join(project, site), {
    recursive: true,
    filter: (file) => !/\.(js|ts|map)$/.test(file),
  });
  const server = await serve(join(project, site));
  const browser = await launch();
  try {
    verify(await resultOf(browser, server.url));
  } finally {
    await browser.close();
    server.close();
  }
}
