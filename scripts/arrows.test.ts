// The arrows of ARCHITECTURE.md: the lint rule that holds them bites, and no package.json names more than they allow.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const middle = ["stn", "ntm", "draw", "data", "train", "viz"];
const above = ["cli"];

/** What a package must not import. */
const forbidden: Record<string, string[]> = {
  core: [...middle, ...above],
  ...Object.fromEntries(
    middle.map((name) => [name, [...middle.filter((other) => other !== name), ...above, "assembly"]]),
  ),
};
const pairs = Object.entries(forbidden).flatMap(([from, names]) => names.map((to) => [from, to] as const));

/** The imports, as `from → to`, that the lint rule objects to, of those given. */
function refused(imports: readonly (readonly [from: string, to: string])[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "attn-arrows-"));
  try {
    const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...config, vcs: { enabled: false } }));
    imports.forEach(([from, to], i) => {
      mkdirSync(join(folder, `packages/${from}/src`), { recursive: true });
      writeFileSync(join(folder, `packages/${from}/src/${i}.ts`), `import * as it from "${to}";\nconsole.log(it);\n`);
    });
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    const args = [biome, "lint", "--only=style/noRestrictedImports", "--max-diagnostics=none", "--reporter=github"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const files = [...stdout.matchAll(/noRestrictedImports,file=\S*packages\/\w+\/src\/(\d+)\.ts/g)];
    return files.map(([, i]) => imports[Number(i)]!.join(" → ")).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the lint rule", () => {
  it("refuses every import against the arrows", () => {
    const imports = pairs.flatMap(([from, to]) =>
      [`@attn/${to}`, `@attn/${to}/node`].map((name) => [from, name] as const),
    );
    expect(refused(imports)).toEqual(imports.map((pair) => pair.join(" → ")).sort());
  });

  it("lets the others pass", () => {
    const imports = [
      ...middle.map((from) => [from, "@attn/core"] as const),
      ...middle.map((to) => ["cli", `@attn/${to}`] as const),
    ];
    expect(refused(imports)).toEqual([]);
  });
});

describe("package.json", () => {
  const folders = readdirSync(join(root, "packages")).filter((name) =>
    existsSync(join(root, "packages", name, "package.json")),
  );

  it.each(folders)("of %s names only what the arrows allow", (from) => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(root, "packages", from, "package.json"), "utf8"),
    );
    const ours = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => name.startsWith("@attn/"));
    const banned = new Set(pairs.filter(([name]) => name === from).map(([, to]) => `@attn/${to}`));
    expect(ours.filter((name) => banned.has(name))).toEqual([]);
    expect(ours).not.toContain("@attn/assembly"); // its binaries are inside core
  });
});
