import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { common, variants } from "../flags.mjs";

/** Compiles one source, given from `assembly/`, as the shipped binaries are compiled. */
export async function compile(source: string, variant: keyof typeof variants): Promise<Uint8Array<ArrayBuffer>> {
  const baseDir = fileURLToPath(new URL("..", import.meta.url));
  const args = `${source} ${common} ${variants[variant]} --outFile out.wasm --baseDir ${baseDir}`;
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main(args.trim().split(/\s+/), {
    writeFile: (_, contents) => void (binary = Uint8Array.from(contents as Uint8Array)),
  });
  if (error || !binary) throw new Error(`${source} does not compile: ${stderr.toString()}`);
  return binary;
}
