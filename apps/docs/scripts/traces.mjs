// Stores the result of each figure's first numbers, so that a page shows it before any wasm is loaded, src/traces/<figure>.json,
// and the code that made it.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { storeCode } from "./code.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "src/traces");

/** Numbers with five digits are enough for pictures, and half as long. */
const short = (_, value) => {
  if (value instanceof Float32Array || value instanceof Int32Array)
    return Array.from(value, (x) => Number(x.toPrecision(5)));
  return value;
};

export async function traces() {
  const bundle = join(root, "node_modules/.traces/traces.mjs");
  await build({
    entryPoints: [join(root, "src/lab/traces.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins: [{ name: "assets", setup: useNodeAssets }],
    logLevel: "warning",
  });
  process.env.ATTN_ROOT = join(root, "../..");
  const { results } = await import(`${bundle}?${Date.now()}`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [name, result] of Object.entries(await results()))
    writeFileSync(join(out, `${name}.json`), JSON.stringify(result, short));
  storeCode(out);
}

/** Weights come from the packages' folders instead of the site. */
function useNodeAssets({ onResolve }) {
  onResolve({ filter: /\/assets$/ }, ({ resolveDir, path }) => ({ path: `${join(resolveDir, path)}.node.ts` }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await traces();
