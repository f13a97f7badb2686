// What a browser must load to sample an image: our code and kernels, tfjs, and the peers'.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { SizeRow } from "./report";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** The files of the page as they are built, and the wasm that they fetch. */
export function measureSizes(say: (line: string) => void): SizeRow[] {
  const tfjs = join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist");
  const ort = dirname(require.resolve("onnxruntime-web"));
  const page = join(here, "page");
  const built = (start: string) =>
    readdirSync(page)
      .filter((name) => name.startsWith(start))
      .map((name) => join(page, name));
  const rows = [
    sizeOf("attn's kernels, simd (base64 in JavaScript)", built("simd-").slice(0, 1)),
    sizeOf("attn's kernels, relaxed (base64 in JavaScript)", built("relaxed-").slice(0, 1)),
    sizeOf("tfjs's wasm, simd", [join(tfjs, "tfjs-backend-wasm-simd.wasm")]),
    sizeOf("tfjs's wasm, threads", [join(tfjs, "tfjs-backend-wasm-threaded-simd.wasm")]),
    sizeOf("onnxruntime-web's JavaScript", built("ort.")),
    sizeOf("onnxruntime-web's wasm", [join(ort, "ort-wasm-simd-threaded.wasm")]),
    sizeOf("jax-js with the benchmark's code", built("jax-")),
  ];
  say(
    [
      "size: bytes, and gzipped",
      ...rows.map(({ what, bytes, gzip }) => `  ${what.padEnd(50)} ${kilo(bytes)} ${kilo(gzip)}`),
      "",
    ].join("\n"),
  );
  return rows;
}

function sizeOf(what: string, files: readonly string[]): SizeRow {
  const contents = files.map((file) => readFileSync(file));
  const sum = (sizes: number[]) => sizes.reduce((a, b) => a + b, 0);
  return {
    what,
    bytes: sum(contents.map(({ length }) => length)),
    gzip: sum(contents.map((body) => gzipSync(body).length)),
  };
}

const kilo = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
