import { defineConfig } from "tsup";

/** ESM, CJS and types of one package; `entry` maps the names of its subpath exports to files. */
export const library = (entry: Record<string, string>, overrides: object = {}) =>
  defineConfig({
    entry,
    format: ["esm", "cjs"],
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    splitting: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
    target: "es2022",
    platform: "neutral",
    external: [/^node:/],
    removeNodeProtocol: false, // Deno and bundlers tell node:path from a package by its prefix
    ...overrides,
  });
