// The packages as the site orders them, and their public entries.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const docs = join(root, "apps/docs");
export const site = join(docs, "site");
export const packages = ["core", "ntm", "draw", "stn", "data", "train", "viz", "cli"];

const manifest = (name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));

/** The repository's public address, such as `https://github.com/attn-js/attn`. */
export const repository = manifest("core")
  .repository.url.replace(/^git\+/, "")
  .replace(/\.git$/, "");

/** Every entry of every package: its name in an import, its source, and the page of the API that tells about it. */
export function entries() {
  return packages.flatMap((name) =>
    Object.keys(manifest(name).exports ?? {})
      .map((path) => path.replace(/^\.\/?/, ""))
      .map((path) => ({
        package: name,
        module: ["@attn", name, path].filter(Boolean).join("/"),
        source: join("packages", name, "src", path, "index.ts"),
        page: path ? `${name}/${path}` : name,
      }))
      .filter(({ source }) => existsSync(join(root, source))),
  );
}
