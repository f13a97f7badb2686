// Builds of the benchmark from the packages' sources, for its tests.
import { mkdtempSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildPage } from "../../pageBuild.mjs";

const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const core = (path: string) => at(`packages/core/src/${path}`);

/** The packages' sources, and the kernels' binaries. */
const alias = {
  "@attn/core/kernels": core("kernels/index.ts"),
  "@attn/core/models": core("models/index.ts"),
  "@attn/core/random": core("random/index.ts"),
  "@attn/core": core("index.ts"),
  "@attn/ntm": at("packages/ntm/src/index.ts"),
  "@attn/draw": at("packages/draw/src/index.ts"),
  ...Object.fromEntries(
    ["simd", "relaxed", "simd-shared", "relaxed-shared"].map((name) => [
      `@attn/assembly/${name}`,
      at(`assembly/dist/${name}.js`),
    ]),
  ),
};

/** A new folder below node_modules: what is built there finds its dependencies. */
export const temporaryFolder = (): string =>
  mkdtempSync(join(realpathSync(at("apps/bench/node_modules")), ".bench-test-"));

/** The command and the process of a contender. */
export async function buildCommand(outdir: string): Promise<void> {
  await build({
    entryPoints: { main: at("apps/bench/src/main.ts"), host: at("apps/bench/src/hosts/host.ts") },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    alias,
  });
}

/** The page for anyone's browser. */
export const buildPageFromSources = (outdir: string): Promise<void> => buildPage(outdir, alias);
