// assets.ts for Node, where stored results are made.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export async function asset(name: string): Promise<Uint8Array> {
  const [model, file] = name.split("/");
  return readFile(join(process.env.ATTN_ROOT!, "packages", model!, "trained", `${file}.safetensors`));
}
