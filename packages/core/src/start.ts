// Starting a backend with the kernels, which `ready` and `registerTrainingKernels` have in common.
import * as tf from "@tensorflow/tfjs-core";
import { dropInstance, keepInstance, link, type Variant, type WasmBackend } from "./kernels/instance";
import { cure, locateTfjsWasm, type WasmPaths } from "./kernels/locate";
import { ConfigError, KernelError } from "./shapes/errors";
import { oneOf } from "./shapes/options";
import { shown } from "./shapes/shown";
import { registerGradients } from "./training/gradients";
import { replaceKernels, restoreKernels } from "./training/kernels";

export interface ReadyOptions {
  /** The tfjs backend to use; `"wasm"` by default, the one that has kernels. */
  backend?: string;
  /**
   * Which build of the kernels: `"relaxed"` uses fused multiply-add (relaxed SIMD), `"simd"` does not, `"none"` runs
   * the references, `"auto"` (the default) takes the first of these that this runtime can run.
   */
  variant?: "auto" | Variant | "none";
  /**
   * Where tfjs's own wasm files are: the URL (in Node, the path) of their folder, or of each by its name. By default
   * Node, Deno and Bun find them where they are installed; a browser looks beside the page and its scripts, then on
   * jsDelivr. No effect once the backend runs.
   */
  wasmPaths?: WasmPaths;
}

/** What runs from now on. */
export interface Ready {
  backend: string;
  variant: Variant | "none";
  /** Whether tfjs's memory is shared between threads. */
  shared: boolean;
  /** Why the references run although the kernels were wanted. */
  reason?: string;
}

let last: Promise<unknown> = Promise.resolve();

/** One start after the other; `op` is who is called, `options` has no names but these. */
export function start(op: string, options: ReadyOptions): Promise<Ready> {
  const result = last.then(() => startNow(op, options));
  last = result.catch(() => {}); // a later call does not fail because an earlier one did
  return result;
}

async function startNow(op: string, { backend = "wasm", variant, wasmPaths }: ReadyOptions): Promise<Ready> {
  const wanted = oneOf(op, "variant", variant, ["auto", "relaxed", "simd", "none"], "auto");
  if (typeof backend !== "string") throw new ConfigError(`${op}: backend must be a name, got ${shown(backend)}`);
  registerGradients();
  if (backend === "wasm") await locateTfjsWasm(op, wasmPaths);
  await startBackend(op, backend);
  if (backend !== "wasm") return { backend, variant: "none", shared: false };
  return linkKernels(op, tf.backend() as WasmBackend, wanted);
}

async function startBackend(op: string, backend: string): Promise<void> {
  if (tf.engine().registryFactory[backend] === undefined) {
    throw new KernelError(
      `${op}: backend "${backend}" is not registered: import "@tensorflow/tfjs-backend-${backend}"`,
    );
  }
  if (!(await tf.setBackend(backend))) {
    const help = backend === "wasm" ? `: ${cure}` : "";
    throw new KernelError(`${op}: tfjs could not start the backend "${backend}"; the console says why${help}`);
  }
  await tf.ready();
}

async function linkKernels(op: string, backend: WasmBackend, wanted: "auto" | Variant | "none"): Promise<Ready> {
  restoreKernels(backend);
  dropInstance(backend);
  const references = { backend: "wasm", variant: "none", shared: false } as const;
  if (wanted === "none") return references;
  try {
    const instance = await link(op, backend, wanted === "auto" ? ["relaxed", "simd"] : [wanted]);
    keepInstance(backend, instance);
    replaceKernels();
    return { backend: "wasm", variant: instance.variant, shared: instance.shared };
  } catch (error) {
    return { ...references, reason: reasonOf(op, error) };
  }
}

function reasonOf(op: string, error: unknown): string {
  if (error instanceof KernelError) return error.message;
  return `${op}: tfjs's wasm backend is not as 4.22 is: ${error instanceof Error ? error.message : error}`;
}
