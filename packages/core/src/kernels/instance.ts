// The one file that knows how tfjs's wasm backend keeps its memory, which is not documented.
import type { Kernels } from "@attn/assembly";
import type { DataType, KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { KernelError } from "../shapes/errors";

export type Variant = "relaxed" | "simd";

/** The kernels, linked to the memory of one wasm backend. */
export interface KernelInstance {
  kernels: Kernels;
  variant: Variant;
  /** Whether the memory is shared between threads. */
  shared: boolean;
}

/** What we use of tfjs's BackendWasm. */
export interface WasmBackend extends KernelBackend {
  wasm: {
    asm?: { memory?: WebAssembly.Memory };
    wasmMemory?: WebAssembly.Memory;
    HEAPU8: Uint8Array;
  };
  getMemoryOffset(dataId: object): number;
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(t: TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

// One registry per process, also when the ESM and the CJS build of this package are both loaded.
const registryKey = Symbol.for("@attn/core instances");
const shelf = globalThis as { [registryKey]?: WeakMap<object, KernelInstance> };
const instances = (): WeakMap<object, KernelInstance> => (shelf[registryKey] ??= new WeakMap());

/** The kernels of the backend in use; undefined where the references run. */
export function currentInstance(): KernelInstance | undefined {
  return instances().get(tf.backend());
}

export const instanceOf = (backend: object): KernelInstance | undefined => instances().get(backend);
export const keepInstance = (backend: object, instance: KernelInstance) => void instances().set(backend, instance);
export const dropInstance = (backend: object) => void instances().delete(backend);

/** Links a binary to the backend's memory, for `op`. @throws KernelError where tfjs is not as we know it */
export async function link(op: string, backend: WasmBackend, variants: readonly Variant[]): Promise<KernelInstance> {
  const memory = memoryOf(op, backend);
  const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  for (const variant of variants) {
    const bytes = await binary(variant, shared);
    if (!WebAssembly.validate(bytes)) continue;
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    const kernels = instance.exports as unknown as Kernels;
    proveSharedHeap(op, backend, kernels);
    return { kernels, variant, shared };
  }
  throw new KernelError(`${op}: this runtime cannot run the variant ${variants.join(" or ")} of the kernels`);
}

function memoryOf(op: string, { wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm?.wasmMemory ?? wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) {
    throw new KernelError(`${op}: tfjs's wasm backend does not show its memory where 4.22 does`);
  }
  return memory;
}

async function binary(variant: Variant, shared: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const text = await (shared ? sharedBinaries : binaries)[variant]();
  const characters = atob(text.default);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i); // twenty times as fast as Uint8Array.from
  return bytes;
}

// Written out, so that a bundler makes one file of each.
const binaries = {
  simd: () => import("@attn/assembly/simd"),
  relaxed: () => import("@attn/assembly/relaxed"),
};
const sharedBinaries = {
  simd: () => import("@attn/assembly/simd-shared"),
  relaxed: () => import("@attn/assembly/relaxed-shared"),
};

/** A kernel must see what tfjs wrote, and tfjs what the kernel wrote: five numbers, copied and read back. */
function proveSharedHeap(op: string, backend: WasmBackend, kernels: Kernels): void {
  const values = Float32Array.of(1, -2, 3, -4, 5);
  const from = backend.makeOutput([5], "float32");
  const to = backend.makeOutput([5], "float32");
  try {
    backend.typedArrayFromHeap(from).set(values);
    backend.typedArrayFromHeap(to).fill(0);
    kernels.copy(backend.getMemoryOffset(from.dataId), backend.getMemoryOffset(to.dataId), 5);
    const read = backend.typedArrayFromHeap(to);
    if (values.every((value, i) => value === read[i])) return;
  } finally {
    backend.disposeData(from.dataId);
    backend.disposeData(to.dataId);
  }
  throw new KernelError(`${op}: the kernels and tfjs's wasm backend do not share one memory`);
}
