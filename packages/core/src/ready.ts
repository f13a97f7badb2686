import * as tf from "@tensorflow/tfjs-core";
import { dropInstance, keepInstance, link, type Variant, type WasmBackend } from "./kernels/instance";
import { cure, locateTfjsWasm, type WasmPaths } from "./kernels/locate";
import { registerOptimizers } from "./optimizers/register";
import { ConfigError, KernelError } from "./shapes/errors";
import { checkedOptions, oneOf } from "./shapes/options";
import { shown } from "./shapes/shown";
import { registerTrainingKernels, unregisterTrainingKernels } from "./training";

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

const names = ["backend", "variant", "wasmPaths"] as const;

let last: Promise<unknown> = Promise.resolve();

/**
 * Starts a backend, links the kernels to its memory and registers the kernels that training needs. The one function of
 * these packages with a side effect; call it once before anything else, or again to change the backend or the variant.
 *
 * Where the kernels cannot run, the references do, and the result says why in `reason`.
 *
 * @throws ConfigError for an unknown option
 * @throws KernelError if the backend does not start
 */
export function ready(options: ReadyOptions = {}): Promise<Ready> {
  const result = last.then(() => start(options));
  last = result.catch(() => {}); // a later call does not fail because an earlier one did
  return result;
}

async function start(options: ReadyOptions): Promise<Ready> {
  const { backend = "wasm", variant, wasmPaths } = checkedOptions("ready", options, names);
  const wanted = oneOf("ready", "variant", variant, ["auto", "relaxed", "simd", "none"], "auto");
  if (typeof backend !== "string") throw new ConfigError(`ready: backend must be a name, got ${shown(backend)}`);
  registerOptimizers();
  if (backend === "wasm") await locateTfjsWasm(wasmPaths);
  await startBackend(backend);
  if (backend !== "wasm") return { backend, variant: "none", shared: false };
  return linkKernels(tf.backend() as WasmBackend, wanted);
}

async function startBackend(backend: string): Promise<void> {
  if (tf.engine().registryFactory[backend] === undefined) {
    throw new KernelError(
      `ready: backend "${backend}" is not registered: import "@tensorflow/tfjs-backend-${backend}"`,
    );
  }
  if (!(await tf.setBackend(backend))) {
    const help = backend === "wasm" ? `: ${cure}` : "";
    throw new KernelError(`ready: tfjs could not start the backend "${backend}"; the console says why${help}`);
  }
  await tf.ready();
}

async function linkKernels(backend: WasmBackend, wanted: "auto" | Variant | "none"): Promise<Ready> {
  unregisterTrainingKernels(backend);
  dropInstance(backend);
  const references = { backend: "wasm", variant: "none", shared: false } as const;
  if (wanted === "none") return references;
  try {
    const instance = await link(backend, wanted === "auto" ? ["relaxed", "simd"] : [wanted]);
    keepInstance(backend, instance);
    registerTrainingKernels();
    return { backend: "wasm", variant: instance.variant, shared: instance.shared };
  } catch (error) {
    return { ...references, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof KernelError) return error.message;
  return `ready: tfjs's wasm backend is not as 4.22 is: ${error instanceof Error ? error.message : error}`;
}
