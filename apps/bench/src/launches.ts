// Which processes take part.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Launch } from "./contender";
import type { Implementation } from "./types";

const here = dirname(fileURLToPath(import.meta.url));
// Node 20 has relaxed SIMD behind a flag that later versions do not know.
const relaxedFlags = process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];
const node = (implementation: Implementation, variant: string, flags: string[] = []): Launch => ({
  implementation,
  variant,
  command: process.execPath,
  args: ["--expose-gc", ...flags, join(here, "host.js"), implementation],
});

/** The oracle first. A contender that this machine lacks says so when it is started. */
export function launches(python: string | undefined): Launch[] {
  return [
    node("attn-reference", "cpu"),
    node("attn-reference", "wasm"),
    node("attn", "simd"),
    node("attn", "relaxed", relaxedFlags),
    node("tfjs-wasm", "wasm transform"),
    node("tfjs-wasm", "wasm gather"),
    node("tfjs-cpu", "cpu transform"),
    node("onnxruntime-web", "wasm"),
    node("onnxruntime-node", "native"),
    node("jax-js", "wasm"),
    ...(python ? pytorch(python) : []),
  ];
}

/** Both layouts, each with glibc's defaults and with an allocator that keeps its pages. */
function pytorch(python: string): Launch[] {
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
