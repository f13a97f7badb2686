// Files of a folder over HTTP.
import { createReadStream, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, posix } from "node:path";

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Answers with the file of `folder` that the address's path names; a folder's is its index.html. */
export function serveFile(
  folder: string,
  pathname: string,
  response: ServerResponse,
  headers: Record<string, string> = {},
): void {
  const path = posix.normalize(decoded(pathname.endsWith("/") ? `${pathname}index.html` : pathname)); // "/a/../.." is "/"
  const file = join(folder, path);
  const found = path.startsWith("/") ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (!found?.isFile()) return void response.writeHead(404).end();
  const type = types[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-length": found.size, ...headers });
  createReadStream(file)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** "" where it is none that a file can have. */
function decoded(pathname: string): string {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes("\0") ? "" : path;
  } catch {
    return "";
  }
}
