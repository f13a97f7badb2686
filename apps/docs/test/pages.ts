// What the tests of the built site share.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { launch, serve } from "../../../scripts/chromium.mjs";
import { chromium } from "../../../scripts/process.mjs";

export const dist = fileURLToPath(new URL("../dist", import.meta.url));
const pictures = fileURLToPath(new URL("../../../out/site", import.meta.url));

/** Why the site cannot be tested here. */
export const missing = !existsSync(join(dist, "index.html"))
  ? "the site is not built: npm run docs:build"
  : chromium()
    ? ""
    : "there is no Chromium; ATTN_CHROMIUM can name one";

export const chapters = ["learn/neural-turing-machine", "learn/draw", "learn/spatial-transformer"];

/** Addresses of all pages but the API and the sources, of which one each is enough: they are made by one template. */
export function allPages(): string[] {
  const pages = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  const one = (kind: string) => pages.filter((file) => file.startsWith(`${kind}/`)).slice(0, 1);
  return [...pages.filter((file) => !/^(api|source)\//.test(file)), ...one("api"), ...one("source")].sort();
}

export interface Site {
  url: string;
  browser: Browser;
  close(): Promise<void>;
}

export async function openSite(options: Parameters<typeof serve>[1] = {}): Promise<Site> {
  const server = await serve(dist, options);
  const browser = await launch();
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { url: server.url, browser, close };
}

export interface Watched {
  page: Page;
  /** Errors in the console, failed requests, requests to other hosts. */
  faults: string[];
}

/** A new page that remembers what went wrong in it. */
export async function openPage(
  { browser, url }: Site,
  options: NonNullable<Parameters<Browser["newPage"]>[0]> = {},
): Promise<Watched> {
  const page = await browser.newPage({ serviceWorkers: "block", reducedMotion: "reduce", ...options });
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) faults.push(`asks ${request.url()}`);
  });
  return { page, faults };
}

/** Kept to be looked at: out/site/<page>-<width>.png */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name.replaceAll("/", ".")}.png`), fullPage: true });
}
