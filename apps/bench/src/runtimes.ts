// Where contenders can run: what this machine has, and what it can get.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PageLaunch } from "./channel";

export const runtimeNames = ["node", "node-new", "deno", "bun", "chromium", "firefox", "webkit"] as const;

export type RuntimeName = (typeof runtimeNames)[number];

/** A runtime that is here: its program and how it is started with a script or with a page. */
export interface Runtime {
  name: RuntimeName;
  command: string;
  /** The arguments before the script's name; of a browser none. */
  script?(relaxed: boolean): readonly string[];
  page?: Omit<PageLaunch, "isolated">;
  env?: Record<string, string>;
}

/** What npm has of them, for this machine. */
const packages: Partial<Record<RuntimeName, { name: string; version: string; program: string }>> = {
  "node-new": { name: `node-${process.platform}-${process.arch}`, version: "24.9.0", program: "bin/node" },
  deno: { name: `@deno/${denoTarget()}`, version: "2.9.6", program: "deno" },
  bun: { name: `@oven/bun-${process.platform}-${bunArch()}`, version: "1.4.5", program: "bin/bun" },
};

/** What Debian has of them. */
const debian: Partial<Record<RuntimeName, string[]>> = {
  chromium: ["chromium"],
  firefox: ["firefox-esr"],
  webkit: ["webkit2gtk-driver", "xvfb", "xauth"],
};

const installed = fileURLToPath(new URL("../../../out/runtimes", import.meta.url));
const programOf = ({ name, program }: { name: string; program: string }) =>
  join(installed, "node_modules", name, program);

/** The runtime, or why it is not here. */
export function findRuntime(name: RuntimeName): Runtime | string {
  if (name === "node") return nodeRuntime(name, process.execPath, process.versions.node);
  if (name === "chromium" || name === "firefox") {
    const candidates =
      name === "firefox" ? ["firefox-esr", "firefox"] : ["chromium", "chromium-browser", "google-chrome"];
    const command = candidates.find(onPath);
    if (!command) return `${candidates.join(", ")}: none is on the PATH${cure(name)}`;
    return name === "firefox" ? firefox(command) : chromium(command);
  }
  if (name === "webkit") return webkit();
  const own = packages[name]!;
  const command = [programOf(own), ...(name === "node-new" ? [] : [name])].find(
    (path) => existsSync(path) || onPath(path),
  );
  if (!command) return `${own.name} ${own.version} is not installed${cure(name)}`;
  if (name === "node-new") return nodeRuntime(name, command, own.version);
  if (name === "deno")
    return { name, command, script: () => ["run", "--quiet", "--allow-all", "--v8-flags=--expose-gc"] };
  return { name, command, script: () => ["--expose-gc", "run"] };
}

const cure = (name: RuntimeName) => (packages[name] || debian[name] ? " (--install gets it)" : "");

/** Gets the named ones that are missing, from npm and, as root on Debian, from apt. Says what it does. */
export function install(names: readonly RuntimeName[], say: (line: string) => void): void {
  const missing = names.filter((name) => typeof findRuntime(name) === "string");
  const fromNpm = missing.flatMap((name) => packages[name] ?? []);
  if (fromNpm.length > 0) {
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "package.json"), `{ "private": true }\n`);
    const specs = fromNpm.map(({ name, version }) => `${name}@${version}`);
    say(`installing ${specs.join(" ")}`);
    const args = [
      "install",
      "--prefix",
      installed,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--no-save",
      ...specs,
    ];
    report(spawnSync("npm", args, { encoding: "utf8" }), say);
  }
  const fromDebian = missing.flatMap((name) => debian[name] ?? []);
  if (fromDebian.length === 0) return;
  if (process.getuid?.() !== 0 || !onPath("apt-get")) {
    say(`as root: apt-get install ${fromDebian.join(" ")}`);
    return;
  }
  say(`installing ${fromDebian.join(" ")}`);
  report(spawnSync("apt-get", ["install", "-y", "-q", ...fromDebian], { encoding: "utf8" }), say);
}

function report({ status, stderr, error }: ReturnType<typeof spawnSync>, say: (line: string) => void): void {
  if (status !== 0) say(`  failed: ${error?.message ?? String(stderr).trim().split("\n").at(-1)}`);
}

/** Node 20 has relaxed SIMD behind a flag that later versions do not know. */
const nodeRuntime = (name: RuntimeName, command: string, version: string): Runtime => ({
  name,
  command,
  script: (relaxed) => [
    "--expose-gc",
    ...(relaxed && version.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : []),
  ],
});

/** A quiet, headless Chromium that does not slow down what is not seen. */
const chromium = (command: string): Runtime => ({
  name: "chromium",
  command,
  page: {
    args: (url, profile) => [
      ...["--headless=new", "--no-first-run", "--disable-quic", "--disable-sync", "--disable-component-update"],
      ...[
        "--disable-background-networking",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
      ],
      ...["--disable-backgrounding-occluded-windows", "--disable-gpu", "--enable-unsafe-webgpu"],
      ...["--use-webgpu-adapter=swiftshader", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // as root it does not start otherwise
      ...[`--user-data-dir=${profile}`, url],
    ],
  },
});

const firefox = (command: string): Runtime => ({
  name: "firefox",
  command,
  page: {
    args: (url, profile) => ["--headless", "--no-remote", "--profile", profile, url],
    profile: { "user.js": firefoxPreferences() },
  },
});

/** Nothing is sent or fetched; clocks are as fine as they can be. */
function firefoxPreferences(): string {
  const off = [
    ...["datareporting.policy.dataSubmissionEnabled", "toolkit.telemetry.enabled", "app.update.auto"],
    ...["network.captive-portal-service.enabled", "network.connectivity-service.enabled"],
    ...["browser.shell.checkDefaultBrowser", "privacy.reduceTimerPrecision", "dom.ipc.processPrelaunch.enabled"],
    ...["extensions.update.enabled", "browser.aboutwelcome.enabled", "browser.safebrowsing.malware.enabled"],
  ];
  const text = {
    "services.settings.server": "http://127.0.0.1:1",
    "browser.startup.homepage_override.mstone": "ignore",
  };
  return [
    ...off.map((name) => `user_pref("${name}", false);`),
    ...Object.entries(text).map(([name, value]) => `user_pref("${name}", "${value}");`),
  ].join("\n");
}

/** WebKitGTK's own small browser, in an X server that nobody sees. */
function webkit(): Runtime | string {
  const libraries = [
    "/usr/lib",
    ...readdirSync("/usr/lib", { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `/usr/lib/${name}`),
  ];
  const browser = libraries.map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`).find(existsSync);
  if (!browser) return `WebKitGTK's MiniBrowser is not in /usr/lib${cure("webkit")}`;
  if (!onPath("xvfb-run")) return `xvfb-run is not on the PATH${cure("webkit")}`;
  return { name: "webkit", command: "xvfb-run", page: { args: (url) => ["--auto-servernum", browser, url] } };
}

function onPath(command: string): boolean {
  return spawnSync("which", [command], { stdio: "ignore" }).status === 0;
}

function denoTarget(): string {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  if (process.platform === "linux") return `linux-${arch}-glibc`;
  return process.platform === "darwin" ? `darwin-${arch}` : `win32-${arch}`;
}

function bunArch(): string {
  return process.arch === "arm64" ? "aarch64" : process.arch;
}
