// A copy of an example, where the commands of its README run.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture, root } from "../process.mjs";

const caches = join(root, "out/examples");
const servers = new Set();
process.on("exit", () => servers.forEach(stop));

/** Calls `work` with a copy of an example that takes our packages from a registry; the copy is gone after. */
export async function withExample(name, project, registry, work) {
  const folder = join(project, name);
  cpSync(join(root, "examples", name), folder, { recursive: true, filter: isSource });
  writeFileSync(join(folder, ".npmrc"), `@attn:registry=${registry.url}\n`);
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 }); // a server may just be stopping
  }
}

/** Not what somebody has installed or built there. */
const isSource = (path) => !/[\\/](node_modules|dist|lib|build|.*\.lock|package-lock\.json)$/.test(path);

/** The commands of each block of an example's README. */
export function blocksOf(folder) {
  const text = readFileSync(join(folder, "README.md"), "utf8");
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block.trim().split("\n"));
}

/** Runs commands and returns what the last one says. `path` is a folder of programs that they need. */
export async function runLines(folder, lines, path) {
  let last = "";
  for (const line of lines) {
    const { code, output } = await capture(line, [], settings(folder, path));
    if (code !== 0) throw new Error(`${line}\n${output}`);
    last = output;
  }
  return last;
}

/** Runs a command that serves the folder, and calls `work` with the address. */
export async function whileServing(folder, line, work) {
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const server = spawn(`${line} -- --port ${port}`, { ...settings(folder), detached: true });
  servers.add(server);
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (output += text));
  try {
    await answerOf(url, server);
    await work(url);
  } catch (error) {
    throw new Error(`${line}: ${error.message}\n${output}`);
  } finally {
    stop(server);
    servers.delete(server);
  }
}

/** npm too, and what it started. */
function stop(server) {
  if (server.exitCode === null) process.kill(-server.pid);
}

async function answerOf(url, server) {
  for (const begin = Date.now(); Date.now() - begin < 60_000 && server.exitCode === null; await sleep(100)) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`there must be a page at ${url}`);
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** As in a shell of the user's, without this repository's programs, and with caches that are ours. */
function settings(folder, path) {
  const own = process.env.PATH.split(delimiter).filter((part) => !part.includes("node_modules"));
  const env = {
    ...process.env,
    PATH: [...(path ? [path] : []), ...own].join(delimiter),
    NO_COLOR: "1",
    npm_config_prefer_offline: "true",
    npm_config_ignore_scripts: "true",
    npm_config_audit: "false",
    DENO_DIR: join(caches, "deno"),
    BUN_INSTALL_CACHE_DIR: join(caches, "bun"),
  };
  return { cwd: folder, shell: true, env };
}

/** Empties Deno's and Bun's caches of our packages, which they would take for those of the same version now. */
export function forgetPackages() {
  const hosts = join(caches, "deno/npm");
  mkdirSync(hosts, { recursive: true });
  const own = readdirSync(hosts).filter((host) => /^(\d+|127\..*)$/.test(host)); // a registry of ours, by its port
  for (const stale of [join(caches, "bun/@attn"), ...own.map((host) => join(hosts, host))])
    rmSync(stale, { recursive: true, force: true });
}
