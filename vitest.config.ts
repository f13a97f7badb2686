import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { nodeFlags } from "./scripts/process.mjs";

const source = (path: string) => fileURLToPath(new URL(`packages/${path}`, import.meta.url));

// Tests run on the sources; only the kernels' binaries must have been built.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@attn\/(core|stn|ntm|draw|data|train|viz|cli)$/, replacement: source("$1/src/index.ts") },
      { find: /^@attn\/(core)\/(kernels|models|node|random|testing)$/, replacement: source("$1/src/$2/index.ts") },
      { find: /^@attn\/(ntm)\/(layers)$/, replacement: source("$1/src/$2/index.ts") },
      { find: /^@attn\/(data|train|viz)\/(node)$/, replacement: source("$1/src/$2/index.ts") },
    ],
  },
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "apps/*/{src,test}/**/*.test.ts",
      "assembly/test/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    setupFiles: ["./vitest.setup.ts"],
    pool: "forks",
    execArgv: nodeFlags,
    testTimeout: 60_000,
  },
});
