// The examples of the built site in Chromium: they print what their comments say, and can do nothing but compute.
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing, openPage, openSite, type Site } from "./pages";

const pages = [
  "reference/core/",
  "reference/core/address",
  "reference/core/assignWeights",
  "reference/core/gridSample",
  "reference/core/kernels",
  "reference/core/training",
  "reference/ntm/ntm",
  "reference/draw/draw",
  "reference/draw/classifier",
  "reference/stn/spatialTransformer",
  "reference/data/batches",
  "reference/data/readIdx",
  "guide/weights",
];

describe.skipIf(missing)(`examples of the site${missing && `: ${missing}`}`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  async function opened(address: string, use: (page: Page) => Promise<void>): Promise<void> {
    const { page, faults } = await openPage(site, { viewport: { width: 1280, height: 900 } });
    try {
      const [path, hash = ""] = address.split("#");
      await page.goto(`${site.url}${path!.replace(/\/$/, "/index")}.html${hash && `#${hash}`}`);
      await use(page);
      expect(faults).toEqual([]);
    } finally {
      await page.close();
    }
  }

  describe.each(pages)("%s", (address) => {
    it("prints what its comments say", () =>
      opened(address, async (page) => {
        let compared = 0;
        for (const example of await page.locator(".run").all()) {
          const code = (await example.locator("pre code").textContent())!;
          await example.getByRole("button", { name: "Edit and run" }).click();
          await settled(example, /^Done/);
          for (const [i, said] of saidBy(code).entries()) {
            if (said.length === 0) continue;
            // what was printed is drawn with the next frame, and "Done" may be seen before it
            const printed = async () => numbersLike(said, (await lines(example))[i] ?? "");
            await expect.poll(printed, { message: `line ${i + 1} of ${code}` }).toEqual(said);
            compared++;
          }
        }
        expect(compared).toBeGreaterThan(0);
      }));
  });

  it("says where an error came up, and marks the line", () =>
    opened("reference/core/address", async (page) => {
      const example = await edited(page, 'const f = () => {\n  throw new TypeError("no");\n};\nf();');
      await settled(example, /^Failed/);
      expect(await example.getByRole("alert").textContent()).toBe("line 2: TypeError: no");
      expect(await example.locator(".wrong").textContent()).toContain("throw");
    }));

  it("says where the text is no program", () =>
    opened("reference/core/address", async (page) => {
      const example = await edited(page, "const a = 1;\nconst b = ;");
      await settled(example, /^Failed/);
      expect(await example.getByRole("alert").textContent()).toMatch(/^line 2: SyntaxError/);
    }));

  it("ends a loop that has no end when Stop is pressed", () =>
    opened("reference/core/address", async (page) => {
      const example = await edited(page, 'console.log("begin");\nwhile (true) {}');
      await example.getByText("begin", { exact: true }).waitFor();
      await example.getByRole("button", { name: "Stop" }).click();
      await settled(example, /^Stopped/);
      expect(await example.getByRole("button", { name: "Run" }).isVisible()).toBe(true);
    }));

  it("gives a program no way out", () =>
    opened("reference/core/address", async (page) => {
      const names =
        "fetch XMLHttpRequest WebSocket EventSource importScripts indexedDB caches BroadcastChannel Worker eval postMessage close reportError";
      const program = [
        `console.log(${JSON.stringify(names.split(" "))}.filter((name) => typeof globalThis[name] !== "undefined"));`,
        "for (const f of [() => {}, async () => {}, function* () {}])",
        '  try { f.constructor("return 1"); console.log("made code"); } catch (e) { console.log(e.name); }',
        'try { setTimeout("1"); } catch (e) { console.log(e.name); }',
        "console.log(typeof navigator.sendBeacon);",
      ].join("\n");
      const example = await edited(page, program);
      await settled(example, /^Done/);
      expect(await lines(example)).toEqual(["[]", "EvalError", "EvalError", "EvalError", "TypeError", "undefined"]);
    }));

  it("runs nothing that hides an import in a comment of the engine's own", () =>
    opened("reference/core/address", async (page) => {
      const example = await edited(page, 'let x = 1, y = 1;\nx <!--y /*\nimport("https://example.org/a.js")\n// */');
      await settled(example, /^Failed/);
      expect(await example.getByRole("alert").textContent()).toMatch(/^line 2: SyntaxError: an example has no <!--/);
    }));

  it("shows no more than a thousand lines, and one error of many", () =>
    opened("reference/core/address", async (page) => {
      const example = await edited(page, "for (let i = 0; i < 1e5; i++) console.log(i);");
      await settled(example, /^Done/);
      expect(await example.locator(".run-line").count()).toBe(1000);
      await example.locator(".cm-content").click();
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText("for (let i = 0; i < 1e5; i++) Promise.reject(new Error(String(i)));");
      await page.keyboard.press("Control+Enter");
      await settled(example, /^Failed/);
      expect(await example.getByRole("alert").textContent()).toMatch(/Error: 0$/);
    }));

  it("shows tensors as pictures and bars", () =>
    opened("reference/core/address", async (page) => {
      const program =
        'import * as tf from "@tensorflow/tfjs";\nshow(tf.randomUniform([3, 8, 8, 1]), "noise");\nshow(tf.linspace(0, 1, 9));\nconsole.log(tf.eye(5));';
      const example = await edited(page, program);
      await settled(example, /^Done/);
      expect(await example.locator("canvas").count()).toBe(4);
      expect(await example.locator(".bar").count()).toBe(9);
      expect(await example.locator("figcaption").first().textContent()).toBe("noise [3, 8, 8, 1], 0 to 1");
    }));

  it("puts an edited example into the address, which shows it and does not run it", async () => {
    const program = 'console.log("shared ✓");';
    let hash = "";
    await opened("reference/core/address", async (page) => {
      const example = await edited(page, program);
      await settled(example, /^Done/);
      await example.getByRole("button", { name: "Share" }).click();
      await expect.poll(() => page.url()).toContain("#example=1:");
      hash = new URL(page.url()).hash.slice(1);
    });
    await opened(`reference/core/address#${hash}`, async (page) => {
      const example = page.locator(".run").first();
      await example.locator(".cm-content", { hasText: program }).waitFor();
      await page.waitForTimeout(1000);
      expect(await example.getByRole("status").textContent()).toContain("read it before you run it");
      expect(await example.locator(".run-output").count()).toBe(0);
      await example.getByRole("button", { name: "Run" }).click();
      await settled(example, /^Done/);
      expect(await lines(example)).toEqual(["shared ✓"]);
    });
  });
});

/** Replaces the text of the page's first example, and runs it with the keyboard. */
async function edited(page: Page, program: string): Promise<Locator> {
  const example = page.locator(".run").first();
  await example.getByRole("button", { name: "Edit and run" }).click();
  await settled(example, /^Done/);
  await example.locator(".cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(program);
  await page.keyboard.press("Control+Enter");
  await page.waitForTimeout(200); // until the status of the run before is gone
  return example;
}

const settled = (example: Locator, status: RegExp) =>
  example.locator(".run-status", { hasText: status }).waitFor({ timeout: 60_000 });

const lines = (example: Locator) =>
  example
    .locator(".run-line")
    .evaluateAll((found) =>
      found.map((line) => [...line.querySelectorAll("pre")].map((pre) => pre.textContent).join(" ")),
    );

/** For each line that prints, the numbers that its comment begins with, as text. */
function saidBy(code: string): string[][] {
  const prints = code.split("\n").filter((line) => /^(console\.log\(|\w+\.print\(|print\()/.test(line));
  return prints.map((line) => {
    const [, said = ""] = /\/\/ ((?:[-\d.,[\]\s]|and )+)(?=$|[:;])/.exec(line) ?? [];
    return said.match(/-?\d+(\.\d+)?/g) ?? [];
  });
}

/** The numbers of a printed line, with as many decimals as those that were said. */
function numbersLike(said: readonly string[], printed: string): string[] {
  const found = printed.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? [];
  return found.map((text, i) => Number(text).toFixed(said[i]?.split(".")[1]?.length ?? 0));
}
