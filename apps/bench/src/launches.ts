// Who takes part in a runtime.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Launch } from "./channel";
import type { Runtime } from "./runtimes";
import type { Implementation } from "./types";

const here = dirname(fileURLToPath(import.meta.url));

/** What everybody must agree with: the references on cpu, in this Node. */
export const oracle: Launch = {
  implementation: "attn-reference",
  variant: "cpu",
  command: process.execPath,
  args: ["--expose-gc", join(here, "host.js"), "attn-reference"],
};

/** Our variants and the peers that run in JavaScript. One that the runtime lacks says so when it is started. */
export function launchesIn(runtime: Runtime, threads = 1): Launch[] {
  const everywhere: [Implementation, string][] = [
    ["attn", "simd"],
    ["attn", "relaxed"],
    ["attn-reference", "wasm"],
    ["tfjs-wasm", "wasm transform"],
    ["tfjs-wasm", "wasm gather"],
    ["tfjs-cpu", "cpu transform"],
    ["onnxruntime-web", "wasm"],
    ["jax-js", "wasm"],
  ];
  if (!runtime.page) {
    const native: [Implementation, string][] = runtime.name.startsWith("node") ? [["onnxruntime-node", "native"]] : [];
    return [...everywhere, ...native].map(([name, variant]) => scriptLaunch(runtime, name, variant));
  }
  const pages: [Implementation, string][] = [
    ...everywhere,
    ["attn", "simd, isolated"],
    ["attn", "relaxed, isolated"],
    ["tfjs-wasm", "wasm transform, isolated"],
    ...(threads > 1 ? withThreads(threads) : []),
    ["tfjs-webgl", "webgl software"],
    ["tfjs-webgpu", "webgpu software"],
  ];
  return pages.map(([name, variant]) => pageLaunch(runtime, name, variant));
}

/** Where memory can be shared, tfjs's own operations run on so many threads. */
const withThreads = (n: number): [Implementation, string][] => [
  ["attn", `simd, ${n} threads, isolated`],
  ["attn", `relaxed, ${n} threads, isolated`],
  ["tfjs-wasm", `wasm transform, ${n} threads, isolated`],
];

function scriptLaunch({ command, script, env }: Runtime, implementation: Implementation, variant: string): Launch {
  const args = [...script!(variant === "relaxed"), join(here, "host.js"), implementation];
  return { implementation, variant, command, args, ...(env && { env }) };
}

const pageLaunch = ({ command, page, env }: Runtime, implementation: Implementation, variant: string): Launch => ({
  ...{ implementation, variant, command, args: [] },
  page: { ...page!, isolated: variant.endsWith("isolated") },
  ...(env && { env }),
});

/** Both layouts, each with glibc's defaults and with an allocator that keeps its pages. */
export function pytorchLaunches(python: string): Launch[] {
  const keepPages = { MALLOC_MMAP_THRESHOLD_: "1073741824", MALLOC_TRIM_THRESHOLD_: "4294967296" };
  const peer = join(here, "..", "python", "peer.py");
  const launch = (implementation: Implementation, variant: string, env: Record<string, string>): Launch => ({
    implementation,
    variant,
    command: python,
    args: [peer],
    env,
  });
  return [
    launch("pytorch", "NCHW", {}),
    launch("pytorch", "channels_last", {}),
    launch("pytorch", "NCHW, pages kept", keepPages),
    launch("pytorch", "channels_last, pages kept", keepPages),
    launch("pytorch-compile", "NCHW compile, pages kept", keepPages),
  ];
}

/** A Python that has torch: the one named, or the first that is found. */
export function findPython(named: string | undefined): string | undefined {
  const candidates = named ? [named] : ["python3", "/usr/bin/python3"];
  return candidates.find(
    (python) => spawnSync(python, ["-c", "import torch, numpy"], { timeout: 60_000 }).status === 0,
  );
}
