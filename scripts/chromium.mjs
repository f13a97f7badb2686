// Pages served from a folder and opened in Chromium.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";
import { chromium as launcher } from "playwright-core";
import { chromium } from "./process.mjs";

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/**
 * Serves a folder on a free port. `isolated` sends the headers that shared memory needs; `fallback` answers every
 * address that does not exist with index.html, as servers of single-page apps do; `gzip` compresses as most servers do.
 */
export async function serve(folder, { isolated = false, fallback = false, gzip = false } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const wanted = join(folder, normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
    const file = isFile(wanted) || !fallback ? wanted : join(folder, "index.html");
    if (!isFile(file)) return response.writeHead(404).end();
    const zipped = gzip && /\.(html|js|css|json|svg|wasm)$/.test(file);
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "text/plain",
      ...(isolated ? isolation : {}),
      ...(zipped && { "content-encoding": "gzip" }),
    });
    const content = createReadStream(file);
    (zipped ? content.pipe(createGzip()) : content).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const quiet =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** Starts Chromium; close it after. */
export const launch = () => launcher.launch({ executablePath: chromium(), headless: true, args: quiet.split(" ") });

/** Opens a page, waits until its script sets `globalThis.result`, a promise, and returns what that resolves to. */
export async function resultOf(browser, url, prepare = async () => {}) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await prepare(page);
    await page.goto(url);
    await page.waitForFunction(() => "result" in globalThis, undefined, { timeout: 30_000 });
    return await page.evaluate(() => globalThis.result);
  } catch (error) {
    throw new Error([error.message, ...errors].join("\n"));
  } finally {
    await page.close();
  }
}
