// The page as a visitor uses it, in Chromium: below a path of a site with a strict policy.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "../../../../scripts/chromium.mjs";
import { chromium } from "../../../../scripts/process.mjs";
import { parseReport } from "../parseReport";
import type { Report } from "../report";
import { serveFolder } from "../site";
import { buildPageFromSources, temporaryFolder } from "../testing/sources";
import type { Result } from "../types";

describe.skipIf(!chromium())("the page (where Chromium is found; ATTN_CHROMIUM can name it)", () => {
  const folder = temporaryFolder();
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    await buildPageFromSources(join(folder, "some/where"));
    site = await serveFolder(folder);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  /** Asserts at the end that nothing went wrong and nothing was fetched from elsewhere. */
  async function visit(use: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    const wrong: string[] = [];
    page.on("pageerror", ({ message }) => wrong.push(message));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("request", (request) => request.url().startsWith(site.url) || wrong.push(request.url()));
    page.on("response", (response) => response.status() < 400 || wrong.push(response.url()));
    await page.goto(`${site.url}some/where/`);
    await use(page);
    expect(wrong).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.close();
  }

  /** attn and tfjs-wasm alone, at these cases of gemm. */
  async function choose(page: Page, filter: string, rounds: number): Promise<void> {
    for (const box of await page.getByRole("group", { name: "Who takes part" }).getByRole("checkbox").all()) {
      await box.setChecked(["attn", "tfjs-wasm"].includes((await box.getAttribute("value"))!));
    }
    await page.getByLabel("Samples of each").fill(String(rounds));
    await page.getByLabel("Length of a sample, ms").fill("5");
    await page.getByLabel("Only cases with").fill(filter);
  }

  const status = (page: Page) => page.getByRole("status").textContent();

  it("measures a case by keyboard, and its file is of the schema", () =>
    visit(async (page) => {
      await choose(page, "64x64x64", 3);
      await page.getByLabel("Name of this machine").fill("A machine");
      await page.keyboard.press("Enter");
      await expect.poll(() => status(page), { timeout: 60_000 }).toBe("Done: 1 case measured");
      const rows = await page.getByRole("table").getByRole("row").allTextContents();
      expect(rows.filter((row) => row.startsWith("attnsimd"))).toHaveLength(1);
      expect(rows.filter((row) => row.startsWith("tfjs-wasmwasm transform"))).toHaveLength(1);
      expect(await page.locator("#notes").textContent()).not.toMatch(/computes something else|left out/);
      expect(await page.locator("#charts svg").count()).toBe(1);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download JSON" }).click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/^a-machine-\d{4}-\d{2}-\d{2}\.json$/);
      const { machine, versions, results } = parseReport(readFileSync(await file.path(), "utf8"));
      expect(machine.cpu).toBe("A machine");
      expect(versions).toMatchObject({ chromium: expect.any(String), "@attn/core": expect.any(String) });
      expect(new Set(results.map(({ implementation }) => implementation))).toEqual(new Set(["attn", "tfjs-wasm"]));
      expect(results.every(({ vsAttn, suite }) => vsAttn && suite === "gemm")).toBe(true);
    }));

  it("keeps what was measured on Cancel, and ends its workers", () =>
    visit(async (page) => {
      await choose(page, "64x64x64,512x512x512", 100);
      await page.getByRole("button", { name: "Run" }).click();
      await expect.poll(() => status(page), { timeout: 60_000 }).toMatch(/^Case 2 of 2/);
      await page.getByRole("button", { name: "Cancel" }).click();
      await expect.poll(() => status(page)).toBe("Cancelled: 1 case measured");
      await expect.poll(() => page.workers().length).toBe(0);
      expect(await page.getByRole("alert").textContent()).toBe("");
      expect(await page.locator("tbody th[scope=rowgroup]").allTextContents()).toEqual(["gemm 64x64x64 forward"]);
      expect(await page.getByRole("button", { name: "Run" }).isEnabled()).toBe(true);
    }));

  it("shows files of other machines, by suite and peer, and says what is none", () =>
    visit(async (page) => {
      const open = (name: string, text: string) =>
        page.locator("#file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
      await open("other.json", JSON.stringify(otherMachine));
      await expect.poll(() => page.locator("#about").textContent()).toContain("Another processor, 64 cores");
      const cases = () => page.locator("tbody th[scope=rowgroup]").allTextContents();
      expect(await cases()).toEqual(["gemm 1x1x1 forward", "gridSample 1x1 forward"]);
      await page.getByLabel("Size or name").fill("no such case");
      await page.getByText("Nothing to show").waitFor();
      await page.getByLabel("Size or name").fill("");
      await page.getByLabel("Suite").selectOption("sampling");
      expect(await cases()).toEqual(["gridSample 1x1 forward"]);
      await page.getByLabel("Beside attn").selectOption("pytorch");
      expect(await page.locator("tbody th[scope=row]").allTextContents()).toEqual(["attnv", "pytorchv"]); // and the variant
      await open("none.json", `{ "results": [] }`);
      await expect
        .poll(() => page.getByRole("alert").textContent())
        .toMatch(/^none\.json: it has no results: the whole/);
      expect(await cases()).toEqual(["gridSample 1x1 forward"]);
    }));
});

const row = (suite: string, name: string, implementation: Result["implementation"], medianMs: number): Result => ({
  ...{ run: "node", suite, case: name, implementation, runtime: "node 20", variant: "v", threads: 1 },
  ...{ medianMs, minMs: medianMs, q1Ms: medianMs, q3Ms: medianMs, runs: 5 },
  vsAttn: { ratio: medianMs, low: medianMs, high: medianMs },
});

const otherMachine: Report = {
  machine: { cpu: "Another processor", cores: 64, platform: "linux x64" },
  versions: { node: "20" },
  date: "2026-01-02T03:04:05.678Z",
  results: [
    row("gemm", "gemm 1x1x1 forward", "attn", 1),
    row("gemm", "gemm 1x1x1 forward", "jax-js", 2),
    row("sampling", "gridSample 1x1 forward", "attn", 1),
    row("sampling", "gridSample 1x1 forward", "jax-js", 2),
    row("sampling", "gridSample 1x1 forward", "pytorch", 3),
  ],
};
