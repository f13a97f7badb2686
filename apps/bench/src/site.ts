// The page for anyone's browser, served from where it was built, on this machine alone.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serveFile } from "./serveFile";

/** As strict as a site may be: what the page promises to need. */
const policy = [
  ...["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'"],
  ...["style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "base-uri 'none'", "form-action 'none'"],
].join("; ");

/** Serves a folder on a port of the loopback address, 0 for a free one. */
export async function serveFolder(folder: string, port = 0): Promise<{ url: string; close(): void }> {
  const headers = { "content-security-policy": policy, "cache-control": "no-cache" };
  const server = createServer(({ url }, response) => {
    serveFile(folder, url!.split("?")[0]!, response, headers);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
