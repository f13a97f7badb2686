import { describe, expect, it } from "vitest";
import { chapters, missing, openPage, openSite } from "./pages";

describe.skipIf(missing)("the site without a network", () => {
  it("works after the first visit", async () => {
    const site = await openSite();
    try {
      const { page } = await openPage(site, { serviceWorkers: "allow" });
      await page.goto(site.url, { waitUntil: "networkidle" });
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      await page.context().setOffline(true);
      for (const chapter of chapters) {
        await page.goto(`${site.url}${chapter}.html?anything=1`);
        expect(await page.locator("h1").textContent()).not.toBe("");
      }
      const figure = page.locator("figure.figure").first();
      await figure.locator('input[type="range"]').first().focus();
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => figure.locator(".how").textContent(), { timeout: 30_000 }).toContain("kernels");
    } finally {
      await site.close();
    }
  });
});
