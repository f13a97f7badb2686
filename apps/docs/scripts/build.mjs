// Builds the site into dist/: pages collected from the packages, stored results, VitePress, the policy, and what makes it work offline.
// DOCS_BASE=/sub/path/ for a host that has it under a path.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { api } from "./api.mjs";
import { siteBase } from "./base.mjs";
import { benchPage } from "./benchPage.mjs";
import { collect } from "./collect.mjs";
import { offline } from "./offline.mjs";
import { seal } from "./seal.mjs";
import { traces } from "./traces.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");

siteBase(); // refuses what is none, before anything is built

rmSync(dist, { recursive: true, force: true });
benchPage();
await collect();
await api();
await traces();
await build(join(root, "site"));
const pages = seal(dist);
const { count, size } = await offline(dist);
console.log(`${pages} pages in ${dist}; ${count} files of ${(size / 1e6).toFixed(1)} MB work offline`);
