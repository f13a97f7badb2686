// Puts the benchmark's page, with the results that are kept, under bench/.
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "../bench/dist/page");

/** @throws Error if the page is not built, or has no results to show */
export function benchPage() {
  if (!existsSync(join(built, "index.html"))) throw new Error(`${built} is missing: build @attn/bench first`);
  const kept = JSON.parse(readFileSync(join(built, "results/index.json"), "utf8"));
  if (kept.length === 0) throw new Error(`${built} has no results: npm run bench -- --suite all --keep`);
  const folder = join(root, "site/public/bench");
  rmSync(folder, { recursive: true, force: true });
  cpSync(built, folder, { recursive: true });
}
