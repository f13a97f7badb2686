// Where tfjs's own wasm file is. Ours travels inside our JavaScript; tfjs's does not.
import * as tf from "@tensorflow/tfjs-core";
import { ConfigError, KernelError } from "../shapes/errors";
import { shown } from "../shapes/shown";
import { browserFolders, isWasmAt } from "./locateInBrowser";
import { isWasmFile, nodeBuiltins, nodeFolders } from "./locateInNode";

export type WasmPaths = string | Record<string, string>;

/**
 * Imports the wasm backend and tells it where its file is. It looks before the backend starts, because after one
 * failed start `setWasmPaths` throws and the page must be loaded again.
 *
 * @throws ConfigError if wasmPaths is not what it must be
 * @throws KernelError that says where it looked
 */
export async function locateTfjsWasm(op: string, wasmPaths: WasmPaths | undefined): Promise<void> {
  const given = checkedPaths(op, wasmPaths);
  const { setWasmPaths, version_wasm } = await import("@tensorflow/tfjs-backend-wasm");
  if (Object.hasOwn(tf.engine().registry, "wasm")) return; // it runs already; findBackend would start it
  const file = await fileName();
  const { folders, isWasm } = surroundings(version_wasm);
  if (given !== undefined) {
    const url = typeof given === "string" ? given + file : given[file]!;
    if (!(await isWasm(url))) throw notFound(op, file, [url]);
    return setWasmPaths(given);
  }
  for (const folder of folders) if (await isWasm(folder + file)) return setWasmPaths(folder);
  // In Node tfjs then looks beside its own code, which is right where no bundler has moved that code.
  if (!tf.env().getBool("IS_NODE")) throw notFound(op, file, folders);
}

/** Where to look here, and how. */
function surroundings(version: string): { folders: string[]; isWasm(url: string): boolean | Promise<boolean> } {
  const node = nodeBuiltins();
  if (node) return { folders: nodeFolders(node, version), isWasm: (url) => isWasmFile(node, url) };
  if (tf.env().getBool("IS_NODE")) return { folders: [], isWasm: () => true }; // no way to look: tfjs will see
  return { folders: browserFolders(version), isWasm: isWasmAt };
}

/** The cure when tfjs does not find its file. */
export const cure =
  "copy the .wasm files of @tensorflow/tfjs-backend-wasm/dist beside the program, or name their folder in " +
  "the option wasmPaths";

const notFound = (op: string, file: string, places: readonly string[]) =>
  new KernelError(`${op}: tfjs's ${file} must be at ${places.join(" or ")}, got no wasm there: ${cure}`);

const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];

/** A folder gets its slash; a record must have all three names, as tfjs wants it. */
function checkedPaths(op: string, paths: WasmPaths | undefined): WasmPaths | undefined {
  if (paths === undefined) return undefined;
  if (typeof paths === "string" && paths !== "") return paths.endsWith("/") ? paths : `${paths}/`;
  const wanted = `a folder's URL or a record of the URLs of ${names.join(", ")}`;
  if (typeof paths !== "object" || paths === null) {
    throw new ConfigError(`${op}: wasmPaths must be ${wanted}, got ${shown(paths)}`);
  }
  const missing = names.filter((name) => typeof paths[name] !== "string");
  if (missing.length > 0)
    throw new ConfigError(`${op}: wasmPaths must be ${wanted}, got none for ${missing.join(", ")}`);
  return paths;
}

/** The file that tfjs will load here, chosen as tfjs chooses it. */
async function fileName(): Promise<string> {
  const has = (flag: string) => tf.env().getAsync(flag);
  if (!(await has("WASM_HAS_SIMD_SUPPORT"))) return names[0]!;
  return (await has("WASM_HAS_MULTITHREAD_SUPPORT")) ? names[2]! : names[1]!;
}
