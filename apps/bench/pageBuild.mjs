// Builds what browsers load: the page for anyone's browser, the page of one contender, and the files beside their code.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Into a folder that may be served from anywhere: every address in it is relative.
 *
 * @param {string} outdir
 * @param {Record<string, string>} alias other places of packages: their sources
 */
export async function buildPage(outdir, alias = {}) {
  await build({
    absWorkingDir: here,
    entryPoints: {
      index: join(here, "src/page/index.ts"),
      worker: join(here, "src/page/worker.ts"),
      page: join(here, "src/hosts/page.ts"),
    },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    define: { VERSIONS: JSON.stringify(versions()) },
    // of onnxruntime-web's builds the one without WebGPU: its wasm is half as large
    alias: { ...alias, "onnxruntime-web": "onnxruntime-web/wasm" },
    plugins: [compiledSchema],
    logLevel: "error",
  });
  copyFiles(outdir);
}

/** ajv makes code of a schema; a page with a strict policy may not, so it is made here. */
const compiledSchema = {
  name: "compiled-schema",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]bench[\\/]src[\\/]validate\.ts$/ }, () => {
      const schema = JSON.parse(readFileSync(join(here, "results.schema.json"), "utf8"));
      const ajv = new Ajv({ allowUnionTypes: true, code: { source: true, esm: true } });
      return { contents: standalone(ajv, ajv.compile(schema)), loader: "js", resolveDir: here };
    });
  },
};

function copyFiles(outdir) {
  const tfjs = join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist");
  const wasm = readdirSync(tfjs).filter((name) => name.endsWith(".wasm"));
  const copies = [
    ...["index.html", "style.css"].map((name) => [join(here, "src/page", name), name]),
    [join(here, "results.schema.json"), "results.schema.json"],
    ...wasm.map((name) => [join(tfjs, name), join("wasm", name)]),
    [require.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"), "ort/ort-wasm-simd-threaded.wasm"],
  ];
  for (const [from, to] of copies) {
    mkdirSync(dirname(join(outdir, to)), { recursive: true });
    cpSync(from, join(outdir, to));
  }
  copyResults(join(outdir, "results"));
}

/** Those that are kept, and a list of them, the newest first: their names end in a date. */
function copyResults(folder) {
  const kept = join(here, "results");
  const names = existsSync(kept) ? readdirSync(kept).filter((name) => name.endsWith(".json")) : [];
  const dateOf = (name) => name.match(/\d{4}-\d\d-\d\d.*$/)?.[0] ?? "";
  names.sort((a, b) => dateOf(b).localeCompare(dateOf(a)));
  mkdirSync(folder, { recursive: true });
  for (const name of names) cpSync(join(kept, name), join(folder, name));
  writeFileSync(join(folder, "index.json"), JSON.stringify(names));
}

/** Of the packages whose code the page has. */
function versions() {
  const names = [
    ...["@attn/core", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
    ...["onnxruntime-web", "@jax-js/jax"],
  ];
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

function versionOf(name) {
  return JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outdir = join(here, "dist/page");
  rmSync(outdir, { recursive: true, force: true });
  await buildPage(outdir);
}
