// Starts tfjs and the kernels in the worker. The binaries of tfjs lie beside the site's own files.
import { ready } from "@attn/core";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Backend, Started } from "./backends";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
};

/** Starts what was asked for, or else what this browser has. */
export async function start(backend: Backend): Promise<Started> {
  try {
    return await startOne(backend);
  } catch (error) {
    if (backend === "cpu") throw error;
    return { ...(await startOne("cpu")), reason: (error as Error).message };
  }
}

async function startOne(backend: Backend): Promise<Started> {
  if (backend === "cpu") return { backend, ...(await told(ready({ backend: "cpu" }))) };
  if (backend === "webgl") {
    await import("@tensorflow/tfjs-backend-webgl");
    return { backend, ...(await told(ready({ backend: "webgl" }))) };
  }
  const got = await told(ready({ wasmPaths, ...(backend === "wasm" && { variant: "none" }) }));
  return { backend, ...got };
}

async function told(starting: ReturnType<typeof ready>): Promise<{ variant: string; reason?: string }> {
  const { variant, reason } = await starting;
  return { variant, ...(reason && { reason }) };
}
