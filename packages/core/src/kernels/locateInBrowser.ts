// tfjs's wasm file in a browser: beside the page or its scripts, else on jsDelivr.

/** Folders to look in, in this order, each ending in a slash. */
export function browserFolders(version: string): string[] {
  const cdn = `https://cdn.jsdelivr.net/npm/@tensorflow/tfjs-backend-wasm@${version}/dist/`;
  return [...new Set([...ownUrls().map(folderOf), cdn])];
}

/** The page and its scripts; in a worker, the worker's script. A foreign server is not asked. */
function ownUrls(): string[] {
  const { location } = globalThis;
  if (typeof document === "undefined") return location ? [location.href].filter(isHttp) : [];
  const scripts = Array.from(document.scripts, (script) => script.src);
  return [document.baseURI, ...scripts].filter((url) => isHttp(url) && new URL(url).origin === location.origin);
}

const isHttp = (url: string) => /^https?:/.test(url);
const folderOf = (url: string) => new URL(".", url).href;

/** Whether a wasm file is there: servers of single-page apps answer every address with their page. */
export async function isWasmAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok || !response.body) return false;
    const reader = response.body.getReader();
    const magic = [0, 0x61, 0x73, 0x6d]; // "\0asm"
    const read: number[] = [];
    while (read.length < magic.length) {
      const { done, value } = await reader.read();
      if (done) return false;
      read.push(...value.subarray(0, magic.length));
    }
    await reader.cancel();
    return magic.every((byte, i) => byte === read[i]);
  } catch {
    return false; // no network, another origin that does not allow it, or no such host
  }
}
