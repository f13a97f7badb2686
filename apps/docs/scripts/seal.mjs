// Gives every page its Content-Security-Policy: nothing from elsewhere, no script that the build did not write.
// `style-src 'unsafe-inline'` is for the styles that KaTeX and the pictures set on elements; scripts have no such hole.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const policy = (hashes) =>
  [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

/** Returns how many pages there are. @throws Error if a page has no place for the policy */
export function seal(folder) {
  const pages = readdirSync(folder, { recursive: true }).filter(
    (file) => file.endsWith(".html") && !/^bench[\\/]/.test(file), // the benchmark has its own
  );
  for (const page of pages) {
    const file = join(folder, page);
    const html = readFileSync(file, "utf8");
    const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
    const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policy([...new Set(hashes)])}">`;
    if (!html.includes('<meta charset="utf-8">')) throw new Error(`${page} has no <meta charset="utf-8">`);
    writeFileSync(file, html.replace('<meta charset="utf-8">', `<meta charset="utf-8">\n    ${meta}`));
  }
  return pages.length;
}
