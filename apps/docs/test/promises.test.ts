// What the site promises of every page: a policy, little JavaScript, and results on the benchmarks' page.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chapters, dist, missing, openPage, openSite, type Site } from "./pages";

describe.skipIf(missing)(`the site's promises${missing && `: ${missing}`}`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  it("gives every page a policy without a hole for scripts", () => {
    const pages = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(100);
    for (const page of pages) {
      const [, policy] =
        /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(readFileSync(join(dist, page), "utf8")) ?? [];
      expect(policy, page).toMatch(/default-src '(self|none)'/);
      expect(policy!.match(/script-src [^;]*/)![0], page).not.toMatch(/'unsafe-(inline|eval)'|https?:|\*/);
    }
  });

  it.each(chapters)("%s has at most 250 kB of JavaScript before the worker starts", async (chapter) => {
    const { page } = await openPage(site);
    const scripts = new Set<string>();
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      // pages that this one links to are fetched ahead of time; they are not this chapter's
      const ahead = /_[\w-]+\.md\./.test(pathname) && !pathname.includes(chapter.replace("/", "_"));
      if (pathname.endsWith(".js") && !ahead) scripts.add(pathname);
    });
    await page.goto(`${site.url}${chapter}.html`, { waitUntil: "networkidle" });
    const bytes = [...scripts].map((path) => gzipSync(readFileSync(join(dist, path))).length);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(250_000);
    await page.close();
  });

  it("shows stored results as charts", async () => {
    const { page, faults } = await openPage(site, { viewport: { width: 1280, height: 900 } });
    await page.goto(`${site.url}benchmarks.html`, { waitUntil: "networkidle" });
    const frame = page.frameLocator("iframe");
    await frame.locator("#overview svg").waitFor();
    expect(await frame.locator("#table tr").count()).toBeGreaterThan(20);
    expect(faults).toEqual([]);
    await page.close();
  });
});
