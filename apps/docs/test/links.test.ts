// No link of the built site leads nowhere.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dist, missing } from "./pages";

describe.skipIf(missing)(`links of the site${missing && `: ${missing}`}`, () => {
  it("lead to a page, and to a place on it", () => {
    const files = missing ? [] : readdirSync(dist, { recursive: true, encoding: "utf8" });
    const all = new Set(files.map((file) => `/${file.replaceAll("\\", "/")}`));
    const pages = [...all].filter((file) => file.endsWith(".html") && !file.startsWith("/bench"));
    const html = new Map(pages.map((page) => [page, readFileSync(join(dist, page), "utf8")]));
    const places = new Map([...html].map(([page, text]) => [page, new Set(found(text, /\sid="([^"]+)"/g))]));
    const base = /<link rel="icon" href="([^"]*)icon.svg"/.exec(html.get("/index.html") ?? "")?.[1] ?? "/";
    const lost = [...html].flatMap(([page, text]) =>
      found(text, /<a\s[^>]*?href="([^"]+)"/g)
        .filter((link) => !/^(https?|mailto|blob|data):/.test(link))
        .filter((link) => {
          const { pathname, hash } = new URL(link, `http://site${base.replace(/\/$/, "")}${page}`);
          const path = pathname.replace(base, "/").replace(/\/$/, "/index.html");
          if (path.startsWith("/bench")) return false;
          if (!all.has(path)) return true;
          return hash !== "" && !places.get(path)?.has(decodeURIComponent(hash.slice(1)));
        })
        .map((link) => `${page}: ${link}`),
    );
    expect(lost).toEqual([]);
  });
});

const found = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), ([, one]) => one!.replaceAll("&amp;", "&"));
