// How fast a chapter is on a cold load over 10 Mbit/s (40 ms latency): first paint, the first answer of a figure, and how many bytes of JavaScript.
// node apps/docs/scripts/measure.mjs [chapter …]
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launch, serve } from "../../../scripts/chromium.mjs";

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
const given = process.argv.slice(2);
const chapters = given.length > 0 ? given : ["neural-turing-machine", "draw", "spatial-transformer"];

const server = await serve(dist, { gzip: true });
const browser = await launch();
for (const chapter of chapters) {
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push(await measure(chapter));
  const median = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[1];
  console.log(
    `${chapter}: first paint ${median("paint").toFixed(0)} ms, first answer ${median("answer").toFixed(0)} ms, ` +
      `page's JavaScript ${(median("page") / 1e3).toFixed(0)} kB, worker's ${(median("worker") / 1e3).toFixed(0)} kB (gzip)`,
  );
}
await browser.close();
server.close();

/** The first answer: the reader moves the first slider as soon as it can be moved, and the worker's result is shown. */
async function measure(chapter) {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 40, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 },
  });
  const scripts = new Set();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith(".js")) scripts.add(pathname);
  });
  await page.goto(`${server.url}learn/${chapter}.html`, { waitUntil: "commit" });
  const figure = page
    .locator("figure.figure[data-live]")
    .filter({ has: page.locator('input[type="range"]') })
    .first();
  await figure.waitFor();
  await figure.locator('input[type="range"]').first().focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => [...document.querySelectorAll(".how")].some((one) => / ms/.test(one.textContent)));
  const answer = await page.evaluate(() => performance.now());
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  await context.close();
  const sizes = { page: 0, worker: 0 };
  for (const path of scripts) {
    const bytes = gzipSync(readFileSync(join(dist, path))).length;
    sizes[/worker|tfjs|start|kernels|simd|relaxed/.test(path) ? "worker" : "page"] += bytes;
  }
  return { paint, answer, ...sizes };
}
