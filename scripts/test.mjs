// npm test: every check of the repository, the quick ones first.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { countsIn } from "./checks.mjs";
import { capture, chromium, nodeFlags, root, show } from "./process.mjs";

const script = (file) => capture(process.execPath, [...nodeFlags, join("scripts", file)]);

const steps = [
  { name: "format and lint", run: () => capture("biome", ["check", ".", "--max-diagnostics=50"]) },
  { name: "types", run: () => capture("tsc", ["-p", "tsconfig.json"]) },
  { name: "unused code and dependencies", run: () => capture("knip", ["--no-progress", "--no-config-hints"]) },
  { name: "sizes", run: () => capture("size-limit", []) },
  { name: "packages in an empty project", run: () => checksOf("packages.mjs") },
  { name: "examples as their READMEs say", run: () => checksOf("examples.mjs") },
  { name: "examples in the documents", run: () => script("docs.mjs") },
  { name: "the site", run: () => capture("turbo", ["run", "site", "--output-logs=new-only"]) },
  {
    name: "types of the site",
    run: () => capture("pnpm", ["--filter=@attn/docs", "exec", "vue-tsc", "--noEmit", "-p", "tsconfig.json"]),
  },
  { name: "unit tests", run: () => unit([]) },
];

/**
 * Runs every step or, given arguments, vitest alone with them: `npm test -- packages/core/src/ops/gridSample`.
 * The last line counts vitest's tests and the checks of packages and examples one by one and every other step as one.
 */
export async function test(args) {
  if (!chromium()) console.log("• no Chromium here, so what runs in a browser is skipped; ATTN_CHROMIUM can name one");
  const chosen = args.length === 0 ? steps : [{ name: "unit tests", run: () => unit(args) }];
  const results = [];
  for (const step of chosen) results.push({ name: step.name, ...(await report(step)) });
  const bad = results.filter(({ failed }) => failed > 0);
  if (bad.length > 0) console.log(`\nfailed: ${bad.map(({ name }) => name).join(", ")}`);
  const total = (key) => results.reduce((sum, result) => sum + (result[key] ?? 0), 0);
  if (total("skipped") > 0) console.log(`${total("skipped")} skipped`);
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  return bad.length > 0 ? 1 : 0;
}

/** Runs one step, prints how it went and what it skipped, and returns how many tests passed and failed in it. */
async function report({ name, run }) {
  const begin = performance.now();
  console.log(`• ${name} …`);
  const { code, output, counts } = await run();
  const result = counts ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (result.failed > 0 && output) console.log(output.trimEnd().split("\n").slice(-200).join("\n"));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`• ${name}: ${result.failed > 0 ? "FAILED" : "ok"} (${seconds} s)`);
  for (const note of result.notes ?? []) console.log(`  ${note}`);
  return result;
}

/** A script's checks, counted one by one. */
async function checksOf(file) {
  const { code, output } = await script(file);
  const counts = countsIn(output);
  // a script that broke off has failed, whatever its checks did
  if (!counts || (code !== 0 && counts.failed === 0)) return { code, output, counts: { passed: 0, failed: 1 } };
  return { code, output, counts };
}

/** Vitest prints as it goes and leaves its counts in a file. */
async function unit(args) {
  const file = join(root, "out/vitest.json");
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`, "--silent=passed-only"];
  const code = await show("vitest", ["run", ...reporters, ...args]);
  if (!existsSync(file)) return { code, output: "vitest did not finish", counts: { passed: 0, failed: 1 } };
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = JSON.parse(readFileSync(file, "utf8"));
  // a file that cannot be loaded, or an error outside every test, fails the run without a failed test
  return { code, counts: { passed, failed: code === 0 ? 0 : Math.max(1, numFailedTests), skipped } };
}
