// Where tfjs's own wasm file is. Ours travels inside our JavaScript; this one does not.
import * as tf from "@tensorflow/tfjs-core";

/** Imports the wasm backend and tells it where its files are. */
export async function locateTfjsWasm(wasmPaths: string | Record<string, string> | undefined): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  if (tf.findBackend("wasm")) return; // it runs already
  if (wasmPaths !== undefined) setWasmPaths(wasmPaths);
}
