// tfjs's wasm file in Node, Deno and Bun. tfjs looks beside its own code, which fails once a bundler has moved that code.

export type NodeBuiltins = NonNullable<ReturnType<typeof nodeBuiltins>>;

/** Node's modules without an import, which bundlers for browsers would refuse; undefined in a browser. */
export function nodeBuiltins() {
  const { process } = globalThis;
  if (!process?.versions?.node || !process.getBuiltinModule) return undefined; // Node has it from 20.16
  return {
    fs: process.getBuiltinModule("node:fs"),
    module: process.getBuiltinModule("node:module"),
    path: process.getBuiltinModule("node:path"),
    url: process.getBuiltinModule("node:url"),
  };
}

/** Folders to look in, each ending in a slash: the program's own, then the installed packages of tfjs's version. */
export function nodeFolders({ fs, module, path }: NodeBuiltins, version: string): string[] {
  const script = globalThis.process.argv[1];
  const own = script ? [path.dirname(realPath(fs, script))] : [];
  const installed = [...own, globalThis.process.cwd()].flatMap((place) => {
    try {
      const file = module.createRequire(path.join(place, "_")).resolve("@tensorflow/tfjs-backend-wasm/package.json");
      // another version's wasm does not fit tfjs's JavaScript
      return JSON.parse(fs.readFileSync(file, "utf8")).version === version
        ? [path.join(path.dirname(file), "dist")]
        : [];
    } catch {
      return []; // not installed there
    }
  });
  return [...new Set([...own, ...installed])].map((folder) => folder + path.sep);
}

const realPath = (fs: NodeBuiltins["fs"], file: string) => {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
};

/** Whether a path or a file URL is of a wasm file. */
export function isWasmFile({ fs, url }: NodeBuiltins, file: string): boolean {
  try {
    const handle = fs.openSync(file.startsWith("file:") ? url.fileURLToPath(file) : file, "r");
    try {
      const magic = new Uint8Array(4);
      fs.readSync(handle, magic);
      return String.fromCharCode(...magic) === "\0asm";
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return false;
  }
}
