import type { Browser, Page } from "playwright-core";

export function serve(
  folder: string,
  options?: { isolated?: boolean | undefined; fallback?: boolean | undefined; gzip?: boolean | undefined },
): Promise<{ url: string; close(): void }>;
export function launch(): Promise<Browser>;
export function resultOf(browser: Browser, url: string, prepare?: (page: Page) => Promise<void>): Promise<unknown>;
