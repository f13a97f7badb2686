// ready() in Chromium: where it looks for tfjs's wasm file, shared memory, and kernels that agree with the references.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, resultOf, serve } from "../../../scripts/chromium.mjs";
import { chromium } from "../../../scripts/process.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tfjs = join(here, "../node_modules/@tensorflow/tfjs-backend-wasm/dist");
const { version } = JSON.parse(readFileSync(join(tfjs, "../package.json"), "utf8"));
const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];

interface Outcome {
  variant: string;
  shared: boolean;
  reason?: string;
  error?: string;
  /** Largest difference between kernels and references, of values and gradients. */
  difference: number;
}

describe.skipIf(!chromium())("ready in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "attn-browser-"));
  let browser: Browser;

  beforeAll(async () => {
    await bundle(join(folder, "page.js"));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  interface Site {
    page?: string;
    /** The folder of tfjs's files, from the page's. */
    wasm?: string;
    isolated?: boolean;
    fallback?: boolean;
    cdn?: (url: string) => boolean;
  }
  let count = 0;

  async function open({ page = '<script src="page.js"></script>', wasm, isolated, fallback, cdn }: Site) {
    const site = join(folder, `site${count++}`);
    mkdirSync(join(site, "assets"), { recursive: true });
    cpSync(join(folder, "page.js"), join(site, "page.js"));
    cpSync(join(folder, "page.js"), join(site, "assets/page.js"));
    writeFileSync(join(site, "index.html"), page);
    if (wasm !== undefined) for (const name of names) cpSync(join(tfjs, name), join(site, wasm, name));
    const asked: string[] = [];
    const server = await serve(site, { isolated, fallback });
    const prepare = async (it: Page) => {
      await it.route(/^https:/, (route) => {
        const url = route.request().url();
        asked.push(url);
        if (!cdn?.(url)) return route.abort();
        const headers = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
        return route.fulfill({ path: join(tfjs, url.split("/").pop()!), contentType: "application/wasm", headers });
      });
    };
    try {
      return { asked, ...((await resultOf(browser, server.url, prepare)) as Outcome) };
    } finally {
      server.close();
    }
  }

  const works = { variant: "relaxed", difference: expect.closeTo(0, 5) };

  it("finds tfjs's file beside the page", async () => {
    const got = await open({ wasm: "." });
    expect(got).toMatchObject({ ...works, shared: false });
    expect(got.asked).toEqual([]); // no other host
  });

  it("links the shared builds where the page is cross-origin isolated", async () => {
    expect(await open({ wasm: ".", isolated: true })).toMatchObject({ ...works, shared: true });
  });

  it("finds it beside the script, on a server that answers everything with its page", async () => {
    const page = '<script type="module" src="assets/page.js"></script>';
    const got = await open({ page, wasm: "assets", fallback: true });
    expect(got).toMatchObject(works);
    expect(got.asked).toEqual([]);
  });

  it("finds it beside the script of a worker", async () => {
    const page = `<script>
      const worker = new Worker("assets/page.js");
      globalThis.result = new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    </script>`;
    expect(await open({ page, wasm: "assets" })).toMatchObject(works);
  });

  it.each([false, true])("else takes it from jsDelivr, in tfjs's version (isolated: %s)", async (isolated) => {
    const got = await open({ isolated, cdn: (url) => url.startsWith("https://cdn.jsdelivr.net/npm/") });
    expect(got).toMatchObject({ ...works, shared: isolated });
    const name = names[isolated ? 2 : 1];
    expect(new Set(got.asked)).toEqual(
      new Set([`https://cdn.jsdelivr.net/npm/@tensorflow/tfjs-backend-wasm@${version}/dist/${name}`]),
    );
  });

  it("takes wasmPaths", async () => {
    const page = '<script>globalThis.options = { wasmPaths: "/elsewhere" };</script><script src="page.js"></script>';
    expect(await open({ page, wasm: "elsewhere" })).toMatchObject(works);
  });

  it("says where it looked when the file is nowhere", async () => {
    const { error } = await open({});
    expect(error).toMatch(/^KernelError: ready: tfjs's tfjs-backend-wasm-simd\.wasm must be at http:\/\/127\.0\.0\.1/);
    expect(error).toContain(" or https://cdn.jsdelivr.net/npm/@tensorflow/tfjs-backend-wasm@");
    expect(error).toContain("in the option wasmPaths");
  });
});

/** One classic script with tfjs and core's sources; it runs in a page or a worker. */
async function bundle(outfile: string) {
  const code = `
    import * as tf from "@tensorflow/tfjs-core";
    import "@tensorflow/tfjs-layers";
    import { affineGrid, gridSample, ready } from "../src/index";

    async function run() {
      const state = await ready(globalThis.options);
      const image = tf.randomNormal([2, 9, 7, 5], 0, 1, "float32", 1);
      const theta = tf.randomNormal([2, 2, 3], 0, 0.5, "float32", 2);
      const f = (x, t) => tf.sum(tf.square(gridSample(x, affineGrid(t, [6, 5]))));
      const outputs = () => {
        const { value, grads } = tf.valueAndGrads(f)([image, theta]);
        return [value, ...grads].flatMap((t) => Array.from(t.dataSync()));
      };
      const kernels = outputs();
      await ready({ variant: "none" });
      const references = outputs();
      const scale = Math.max(1, ...references.map(Math.abs));
      const difference = Math.max(...kernels.map((v, i) => Math.abs(v - references[i]))) / scale;
      return { ...state, difference };
    }
    const result = run().catch((error) => ({ error: String(error) }));
    if (typeof document === "undefined") result.then((it) => postMessage(it));
    else globalThis.result = result;
  `;
  await build({
    stdin: { contents: code, resolveDir: here, loader: "ts" },
    bundle: true,
    outfile,
    logLevel: "error",
  });
}
