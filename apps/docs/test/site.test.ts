// The built site in Chromium: every page, every figure.
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allPages, chapters, keepPicture, missing, openPage, openSite, type Site } from "./pages";

describe.skipIf(missing)(`the site${missing && `: ${missing}`}`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  describe.each(missing ? [] : allPages())("%s", (address) => {
    it.each([
      [1280, "light"],
      [360, "dark"],
    ] as const)("fits %i pixels, asks nobody else, and has no errors, in %s colors", async (width, colorScheme) => {
      const { page, faults } = await openPage(site, { viewport: { width, height: 800 }, colorScheme });
      try {
        await page.goto(site.url + address, { waitUntil: "networkidle" });
        await keepPicture(page, `${address.replace(/\.html$/, "")}-${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(
          () =>
            (globalThis as unknown as { axe: { run(context: object): Promise<axe.AxeResults> } }).axe.run({
              exclude: [".DocSearch-Button"],
            }), // VitePress's own: its label lacks the key
        );
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
        if (address !== "404.html") expect(faults).toEqual([]);
      } finally {
        await page.close();
      }
    });
  });

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
          for (const key of ["ArrowUp", "ArrowUp", "ArrowRight"]) await page.keyboard.press(key);
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
  });
});
