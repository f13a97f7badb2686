// What the figures show is what the library computes; and what is trained in the page learns.
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers";
import { ready } from "@attn/core";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ntmFigures } from "../src/chapters/ntm/figures";
import { experiments } from "../src/lab/experiments";
import { chapters, missing, openPage, openSite, type Site } from "./pages";

const figureOf = (page: Page, title: string): Locator =>
  page.locator("figure.figure").filter({ has: page.locator("header strong", { hasText: title }) });
const says = (figure: Locator) => figure.locator(".says").textContent();
const press = (figure: Locator, name: string) => figure.getByRole("button", { name, exact: true }).click();

describe.skipIf(missing)(`demos${missing && `: ${missing}`}`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  /** Opens a chapter's figure, tries it, and expects no errors. */
  async function tryFigure(address: string, title: string, attempt: (figure: Locator, page: Page) => Promise<void>) {
    const { page, faults } = await openPage(site, { viewport: { width: 1280, height: 900 } });
    try {
      await page.goto(site.url + address, { waitUntil: "networkidle" });
      const figure = figureOf(page, title);
      await figure.scrollIntoViewIfNeeded();
      await attempt(figure, page);
      expect(faults).toEqual([]);
      expect(await figure.locator(".error").count()).toBe(0);
    } finally {
      await page.close();
    }
  }

  it("show what the address in the browser asks for, as the library computes it", async () => {
    await ready();
    const { defaults } = ntmFigures.address;
    const { sharpened } = experiments.address.run({ ...defaults, beta: 12, gate: 0.5 });
    const w = Array.from(sharpened.data);
    const best = w.indexOf(Math.max(...w));
    const state = encodeURIComponent(JSON.stringify({ beta: 12, gate: 0.5 }));
    await tryFigure(
      `learn/neural-turing-machine.html?address=${state}`,
      "An address, stage by stage",
      async (figure) => {
        await expect
          .poll(() => says(figure), { timeout: 30_000 })
          .toContain(`it looks at row ${best + 1} with weight ${w[best]!.toFixed(2)}`);
        await press(figure, "Reset");
        await expect.poll(() => figure.page().url()).not.toContain("address=");
      },
    );
  });

  it.each([
    ["what is no JSON", "%7B%22beta%22"],
    ["of other kinds", encodeURIComponent(JSON.stringify({ beta: "<b>", gate: [1], key: [1e9, null], memory: {} }))],
  ])("leave out of the address %s", async (_, state) => {
    await tryFigure(
      `learn/neural-turing-machine.html?address=${state}`,
      "An address, stage by stage",
      async (figure) => {
        expect(await figure.locator(".how").textContent()).toContain("stored result");
      },
    );
  });

  it.each([
    ["draw", "The grid", "grid", { logDelta: 1e6 }],
    ["draw", "One latent number", "latent", { logSigma: 1e6 }],
    ["draw", "One step", "step", { step: 1e6 }],
    ["draw", "Digits made up", "generate", { step: -5 }],
    ["spatial-transformer", "A CNN and a digit that turns", "turn", { digit: 77 }],
    ["spatial-transformer", "Attention: a window", "attention", { theta: [0, 0, 0] }],
    ["neural-turing-machine", "The gate", "gate", { gate: 1e6 }],
    ["neural-turing-machine", "The shift", "shift", { weights: [-1, 1, 1, 0, 0, 0, 0, 0, 0, 0] }],
  ])("bring what the address asks for back to where it can be: %s, %s", async (chapter, title, key, state) => {
    const address = `learn/${chapter}.html?${key}=${encodeURIComponent(JSON.stringify(state))}`;
    await tryFigure(address, title, async (figure) => {
      await expect.poll(() => figure.locator(".how").textContent(), { timeout: 30_000 }).toContain("ms");
      expect(await says(figure)).not.toMatch(/NaN|Infinity|undefined/);
    });
  });

  it("answer a pointer that drags in the picture", async () => {
    await tryFigure("learn/spatial-transformer.html", "Affine: six numbers", async (figure, page) => {
      const before = await says(figure);
      const handle = figure.locator('[role="slider"]').first();
      const { x, y, width, height } = (await handle.boundingBox())!;
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 + 25, y + height / 2 + 15, { steps: 5 });
      await page.mouse.up();
      await expect.poll(() => says(figure), { timeout: 30_000 }).not.toBe(before);
    });
  });

  it("compute the same on another backend", async () => {
    await tryFigure("learn/spatial-transformer.html", "Affine: six numbers", async (figure, page) => {
      const handle = figure.locator('[role="slider"]').first();
      await handle.focus();
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => figure.locator(".how").textContent(), { timeout: 30_000 }).toContain("kernels");
      const told = await says(figure);
      await page.getByLabel("Computed by").selectOption("cpu");
      await expect.poll(() => figure.locator(".how").textContent(), { timeout: 30_000 }).toContain("cpu");
      expect(await says(figure)).toBe(told);
    });
  });

  it("compute on when the backend is changed meanwhile, and say what made the picture", async () => {
    await tryFigure("learn/draw.html", "Digits made up", async (figure, page) => {
      const how = () => figure.locator(".how").textContent();
      const backend = page.getByLabel("Computed by");
      const twelve = await says(figure);
      await backend.selectOption("cpu");
      await figure.locator("select").selectOption("24");
      await expect.poll(how, { timeout: 30_000, interval: 20 }).toBe("computing…");
      expect(await says(figure)).toBe(twelve);
      await backend.selectOption("kernels");
      await expect.poll(how, { timeout: 60_000 }).toContain("kernels");
      expect(await says(figure)).toMatch(/^24 digits/);
      await backend.selectOption("wasm");
      await expect.poll(how, { interval: 20 }).not.toContain("kernels");
      await expect.poll(how, { timeout: 60_000 }).toMatch(/^wasm, [\d.]+ ms$/);
    });
  });

  it("train as many steps as Step is pressed", async () => {
    await tryFigure("learn/draw.html", "Train one here", async (figure) => {
      for (let press = 0; press < 4; press++) await figure.getByRole("button", { name: "Step", exact: true }).click();
      await expect.poll(() => says(figure), { timeout: 60_000 }).toMatch(/^Step 4 /);
      await figure.page().waitForTimeout(500);
      expect(await says(figure)).toMatch(/^Step 4 /);
    });
  });

  it("try again when the worker could not be loaded", async () => {
    const { page } = await openPage(site);
    try {
      let broken = true;
      await page.route(/assets\/worker-.*\.js/, (route) => (broken ? route.abort() : route.continue()));
      await page.goto(`${site.url}learn/neural-turing-machine.html`, { waitUntil: "networkidle" });
      const figure = figureOf(page, "The gate");
      await figure.locator('input[type="range"]').first().focus();
      await page.keyboard.press("ArrowUp");
      await figure.locator(".error").waitFor();
      broken = false;
      await page.keyboard.press("ArrowUp");
      await expect.poll(() => figure.locator(".how").textContent(), { timeout: 30_000 }).toContain("kernels");
      expect(await figure.locator(".error").count()).toBe(0);
    } finally {
      await page.close();
    }
  });

  it.each(chapters)("train in %s: run, pause, go on, reset", async (chapter) => {
    await tryFigure(`${chapter}.html`, "Train one here", async (figure) => {
      const untrained = await says(figure);
      await press(figure, "Train");
      await expect.poll(() => says(figure), { timeout: 60_000 }).not.toBe(untrained);
      await expect.poll(() => figure.locator(".curve canvas").count(), { timeout: 60_000 }).toBe(1);
      await press(figure, "Pause");
      await figure.page().waitForTimeout(500);
      const paused = await says(figure);
      await figure.page().waitForTimeout(700);
      expect(await says(figure)).toBe(paused);
      await press(figure, "Go on");
      await expect.poll(() => says(figure), { timeout: 60_000 }).not.toBe(paused);
      await press(figure, "Reset");
      await expect.poll(() => says(figure)).toBe(untrained);
    });
  });

  it("train a machine until it copies", async () => {
    await tryFigure("learn/neural-turing-machine.html", "Train one here", async (figure) => {
      await press(figure, "Train");
      await expect.poll(() => says(figure), { timeout: 240_000, interval: 1000 }).toContain("Solved after");
    });
  }, 250_000);
});
