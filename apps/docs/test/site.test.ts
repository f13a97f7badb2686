// The built site in Chromium: every page, every figure.
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allPages, chapters, keepPicture, missing, openPage, openSite, type Site } from "./pages";

describe.skipIf(missing)(`the site${missing && `: ${missing}`}`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  it.each(missing ? [] : visits())(
    "%s fits %i pixels, asks nobody else, and has no errors, in %s colors",
    async (address, width, colorScheme) => {
      const { page, faults } = await openPage(site, { viewport: { width, height: 800 }, colorScheme });
      try {
        await page.goto(site.url + address, { waitUntil: "networkidle" });
        await keepPicture(page, `${address.replace(/\.html$/, "")}-${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
        expect(await seriousFaults(page)).toEqual([]);
        if (address !== "404.html") expect(faults).toEqual([]);
      } finally {
        await page.close();
      }
    },
  );

  describe.each(chapters)("%s", (chapter) => {
    it("has figures that show a stored result, then the library's, and can be reset", async () => {
      const { page, faults } = await openPage(site, { viewport: { width: 1280, height: 900 } });
      try {
        await page.goto(`${site.url}${chapter}.html`, { waitUntil: "networkidle" });
        const figures = page.locator("figure.figure");
        expect(await figures.count()).toBeGreaterThan(0);
        for (const figure of await figures.all()) {
          const title = await figure.locator("header strong").textContent();
          await figure.scrollIntoViewIfNeeded();
          expect(await figure.locator(".says").textContent(), title).not.toBe("");
          const handle = figure.locator('input[type="range"]:enabled, [role="slider"][tabindex="0"]').first();
          if ((await handle.count()) === 0) continue;
          const before = await figure.textContent();
          await handle.focus();
          const atTheEnd = await handle.evaluate(
            (element: Element) => element instanceof HTMLInputElement && element.value === element.max,
          );
          for (const key of atTheEnd ? ["ArrowDown", "ArrowLeft"] : ["ArrowUp", "ArrowUp", "ArrowRight"])
            await page.keyboard.press(key);
          await expect
            .poll(() => figure.textContent(), { message: `${title} moves`, timeout: 30_000 })
            .not.toBe(before);
          expect(await figure.locator(".error").count(), title).toBe(0);
          await figure.getByRole("button", { name: "Reset", exact: true }).click();
        }
        expect(faults).toEqual([]);
        expect(new URL(page.url()).search).toBe("");
      } finally {
        await page.close();
      }
    });

    it("shows the code of each figure, its equation and its shapes", async () => {
      const { page, faults } = await openPage(site, { viewport: { width: 360, height: 800 } });
      try {
        await page.goto(`${site.url}${chapter}.html`, { waitUntil: "networkidle" });
        for (const figure of await page.locator("figure.figure").all()) {
          expect(await figure.locator(".about").textContent()).toMatch(/(eqs?\. \d|§\d|Table \d).* · .*\[.*\].* → /);
          await figure.locator("details.code summary").click();
          await expect.poll(() => figure.locator("details.code pre").textContent()).toMatch(/function |=>/);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        expect(await seriousFaults(page)).toEqual([]);
        expect(faults).toEqual([]);
      } finally {
        await page.close();
      }
    });

    it("has its pictures without JavaScript", async () => {
      const { page } = await openPage(site, { javaScriptEnabled: false });
      try {
        await page.goto(`${site.url}${chapter}.html`, { waitUntil: "load" });
        const canvases = await page.locator("figure.figure canvas").count();
        expect(canvases).toBeGreaterThan(0);
        expect(await page.locator("figure.figure img.still").count()).toBe(canvases);
      } finally {
        await page.close();
      }
    });
  });
});

/** Each page at the width of a phone; those that are written by hand on a desk too. */
function visits(): [address: string, width: number, colors: "light" | "dark"][] {
  return allPages().flatMap((address, i) => {
    const phone = [address, 360, i % 2 ? "dark" : "light"] as const;
    const desk = [address, 1280, i % 2 ? "light" : "dark"] as const;
    return /^(reference|api|source)\//.test(address) ? [[...phone]] : [[...phone], [...desk]];
  });
}

/** What axe finds that keeps somebody from using the page. */
async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // VitePress's own search button is left out: its label lacks the key that it shows
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(context: object): Promise<axe.AxeResults> } }).axe.run({
      exclude: [".DocSearch-Button"],
    }),
  );
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
