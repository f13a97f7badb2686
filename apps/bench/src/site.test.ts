import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { serveFolder } from "./site";

const folder = mkdtempSync(join(tmpdir(), "attn-site-"));
mkdirSync(join(folder, "site/deep"), { recursive: true });
writeFileSync(join(folder, "secret.js"), "");
for (const name of ["index.html", "style.css", "deep/index.html"]) writeFileSync(join(folder, "site", name), name);
const site = await serveFolder(join(folder, "site"));
afterAll(() => {
  site.close();
  rmSync(folder, { recursive: true });
});

/** As it is written: `fetch` would resolve dots. */
const get = (path: string) =>
  new Promise<[status: number, type: string | undefined]>((resolve) => {
    const { port } = new URL(site.url);
    request({ host: "127.0.0.1", port, path }, (response) => {
      response.resume();
      resolve([response.statusCode!, response.headers["content-type"]]);
    }).end();
  });

it.each([
  ["/", "text/html; charset=utf-8"],
  ["//", "text/html; charset=utf-8"],
  ["/?a=b", "text/html; charset=utf-8"],
  ["/deep/", "text/html; charset=utf-8"],
  ["/style.css", "text/css; charset=utf-8"],
])("serves %s", async (path, type) => {
  expect(await get(path)).toEqual([200, type]);
});

it.each(["/../secret.js", "/..%2fsecret.js", "/deep/../../secret.js", "/deep", "/none", "/%00", "/%"])(
  "serves nothing at %s",
  async (path) => {
    expect((await get(path))[0]).toBe(404);
  },
);

it("forbids what the page promises not to do", async () => {
  const policy = (await fetch(site.url)).headers.get("content-security-policy");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
});
