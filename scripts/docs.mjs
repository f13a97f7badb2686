// Type-checks and runs every ```ts and ```js block of the documents, each as a module of its own, on the built packages.
// A block that imports vitest is run by it; one after `<!-- not run: reason -->` is only type-checked.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { capture, nodeFlags, root } from "./process.mjs";

const folder = join(root, "out/docs");
const scope = join(folder, "node_modules/@attn");
rmSync(folder, { recursive: true, force: true });
mkdirSync(scope, { recursive: true });
for (const name of ["core", "stn", "ntm", "draw", "data", "train", "viz"])
  symlinkSync(join(root, "packages", name), join(scope, name), "junction");

const blocks = (await documents()).flatMap(blocksOf);
for (const { file, code } of blocks) writeFileSync(join(folder, file), code);
const failures = [...(await typeErrors()), ...(await runErrors(blocks.filter(({ run }) => run)))];
for (const failure of failures) console.error(failure);
console.log(`${blocks.length} blocks, ${failures.length} failures`);
process.exitCode = failures.length > 0 || blocks.length === 0 ? 1 : 0;

async function documents() {
  const { output } = await capture("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"]);
  const ours =
    /^(README|ARCHITECTURE|CONTRIBUTING)\.md$|^packages\/(?!.*(CHANGELOG|THIRD-PARTY|UPSTREAM)\.md$)|^apps\/docs\/site\/(index\.md$|guide\/|learn\/)/;
  return output.split("\n").filter((path) => ours.test(path));
}

/** The blocks of a document; line numbers stay those of the document. */
function blocksOf(path) {
  const text = readFileSync(join(root, path), "utf8");
  const pattern = /(<!-- not run: .* -->\n+)?^```(?:ts|js)\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(pattern)].map(({ 1: notRun, 2: code, 0: whole, index }) => {
    const line = text.slice(0, index + whole.indexOf("```")).split("\n").length;
    const file = `${path.replace(/\.md$/, "").replaceAll("/", ".")}.${line}.ts`;
    return { file, place: `${path}:${line}`, code: "\n".repeat(line) + code, run: !notRun };
  });
}

async function typeErrors() {
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { moduleDetection: "force" },
    include: ["*.ts"],
    exclude: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { code, output } = await capture("tsc", ["-p", join(folder, "tsconfig.json")]);
  return code === 0 ? [] : [output.trim()];
}

/** Runs as many at once as there are cores. */
async function runErrors(queue) {
  const errors = [];
  const work = async () => {
    for (let block = queue.shift(); block; block = queue.shift()) errors.push(...(await runError(block)));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return errors;
}

async function runError({ file, place, code }) {
  const name = file.replace(/ts$/, isTest(code) ? "test.mjs" : "mjs");
  const options = { loader: "ts", format: "esm", tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } };
  writeFileSync(join(folder, name), (await transform(code, options)).code);
  const cwd = join(folder, file.replace(/\.ts$/, "")); // what a block writes lies in a folder of its own
  mkdirSync(cwd);
  const result = await (isTest(code)
    ? runTest(name)
    : capture(process.execPath, [...nodeFlags, join(folder, name)], { cwd }));
  return result.code === 0 ? [] : [`${place} does not run:\n${result.output.trim()}`];
}

function isTest(code) {
  return code.includes('from "vitest"');
}

/** With a configuration of its own: this repository's takes the sources in place of the packages. */
function runTest(name) {
  writeFileSync(
    join(folder, "vitest.config.mjs"),
    `export default ${JSON.stringify({ test: { execArgv: nodeFlags } })};`,
  );
  return capture("vitest", ["run", name, "--root", folder]);
}
