// Puts the benchmark's page, with the results that are kept, under bench/.
import { cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "../bench/dist/page");

/** @throws Error if the page is not built */
export function benchPage() {
  if (!existsSync(join(built, "index.html"))) throw new Error(`${built} is missing: build @attn/bench first`);
  const folder = join(root, "site/public/bench");
  rmSync(folder, { recursive: true, force: true });
  cpSync(built, folder, { recursive: true });
}
