// An edited example in the address: `#example=2:<text in base64url>`. Opening such an address shows the text and runs nothing.
const MOST = 4096;

/** Nothing if the text is too long. */
export function addressOf(n: number, code: string): string | undefined {
  const bytes = new TextEncoder().encode(code);
  if (bytes.length > MOST) return undefined;
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
  return `${location.origin}${location.pathname}${location.search}#example=${n}:${text}`;
}

/** The text that the address has for this example. */
export function sharedCode(n: number): string | undefined {
  const [, number, text] = /^#example=(\d+):([\w-]+)$/.exec(location.hash) ?? [];
  if (Number(number) !== n || !text || text.length > MOST * 2) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
