// Starting other programs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const { signals } = constants;
const windows = process.platform === "win32";

/** Node 20 has relaxed SIMD behind a flag; later ones have it without, and 20's flag is gone there. */
export const nodeFlags = process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];

/**
 * Runs a program in the root with the terminal's input and output; resolves to its exit code. Ctrl-C reaches the program
 * too: it may have something to save, and is waited for.
 */
export async function show(command, args, options = {}) {
  const wait = () => {};
  process.on("SIGINT", wait);
  const { code } = await start(command, args, { stdio: "inherit", ...options });
  process.removeListener("SIGINT", wait);
  return code;
}

/** Runs a program in the root quietly; resolves to `{ code, output }`. */
export const capture = (command, args, options = {}) =>
  start(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });

/** Runs a JavaScript file with Node. */
export const node = (args, options) => show(process.execPath, [...nodeFlags, ...args], options);

function start(command, args, { env, ...options }) {
  const child = spawn(command, args, {
    cwd: root,
    shell: windows, // npm's and pnpm's programs are .cmd files there
    env: { ...process.env, PATH: path(), TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", ...env },
    ...options,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on("close", (code, signal) =>
      resolve(signal ? { code: 128 + signals[signal], output: `${output}\n${signal}` } : { code, output }),
    );
  });
}

const path = () => [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);

/** Chromium, if this machine has one: `ATTN_CHROMIUM` names it, or it is on the path. */
export function chromium() {
  if (process.env.ATTN_CHROMIUM) return process.env.ATTN_CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}
