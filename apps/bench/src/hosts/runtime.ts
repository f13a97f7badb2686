// Where a host runs.

interface Globals {
  Deno?: { version: { deno: string } };
  Bun?: { version: string };
  process?: { versions: { node: string }; memoryUsage(): { heapUsed: number } };
  gc?: () => void;
  crossOriginIsolated?: boolean;
  navigator?: { userAgent: string; userAgentData?: { getHighEntropyValues(hints: string[]): Promise<Brands> } };
  performance: Performance & { memory?: { usedJSHeapSize: number } };
}

interface Brands {
  fullVersionList: { brand: string; version: string }[];
}

const here = globalThis as unknown as Globals;

/** Its name and version, such as `node 20.20.2` or `firefox 153.0, isolated`. */
export async function runtime(): Promise<string> {
  if (here.Deno) return `deno ${here.Deno.version.deno}`;
  if (here.Bun) return `bun ${here.Bun.version}`;
  if (here.process) return `node ${here.process.versions.node}`;
  return (await browser()) + (here.crossOriginIsolated ? ", isolated" : "");
}

async function browser(): Promise<string> {
  const { userAgent, userAgentData } = here.navigator!;
  const brands = await userAgentData?.getHighEntropyValues(["fullVersionList"]);
  const chromium = brands?.fullVersionList.find(({ brand }) => brand === "Chromium");
  if (chromium) return `chromium ${chromium.version}`;
  const [, name, version] = /(Firefox|Chrome)\/([\d.]+)/.exec(userAgent) ?? /(WebKit)\/([\d.]+)/.exec(userAgent) ?? [];
  return name ? `${name.replace("Chrome", "chromium").toLowerCase()} ${version}` : userAgent;
}

/** Whether there are no files, and everything comes from where the page does. */
export const inBrowser = (): boolean => here.process === undefined && here.Deno === undefined;

/** The JavaScript heap after collecting garbage, where the runtime tells it. */
export function memoryInUse(): Record<string, number> {
  here.gc?.();
  const bytes = here.process?.memoryUsage().heapUsed ?? here.performance.memory?.usedJSHeapSize;
  return bytes === undefined ? {} : { jsHeap: bytes };
}

/** Where a page has a folder of files: beside its code. */
export const beside = (folder: string): string => new URL(`${folder}/`, import.meta.url).href;

/** Of `relaxed, 2 threads, isolated` 2; one where it does not say. */
export const threadsOf = (variant: string): number => Number(/(\d+) threads/.exec(variant)?.[1] ?? 1);
