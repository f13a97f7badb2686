// Serves the built site at an address that it prints: npm start [-- --port 8080]
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve } from "vitepress";
import { siteBase } from "./base.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { values } = parseArgs({ options: { port: { type: "string" } } });
  const port = values.port === undefined ? await firstFree(4173) : checkedPort(values.port);
  const fault = await faultOf(port);
  if (fault) throw new Error(`--port ${port} cannot be used: ${fault}`);
  await serve({ root: join(root, "site"), base: siteBase(), port });
} catch (error) {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
}

function checkedPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`--port must be a whole number from 1 to 65535, got ${text}`);
}

async function firstFree(port) {
  for (let one = port; one < port + 50; one++) if (!(await faultOf(one))) return one;
  throw new Error(`no port from ${port} to ${port + 49} is free; name one with --port`);
}

/** Why a port cannot be taken: `EADDRINUSE` by another program, `EACCES` without rights. Nothing if it can. */
function faultOf(port) {
  return new Promise((resolve) => {
    const server = createServer().once("error", ({ code }) => resolve(code));
    server.listen(port, () => server.close(() => resolve(undefined)));
  });
}
