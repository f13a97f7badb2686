// What needs a file system: Node, Deno, Bun.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Picture } from "../drawing/canvas";
import { encodePng } from "../encodePng";

/** Writes a PNG file, and the folders that it is in. */
export async function writePng(path: string, picture: Picture): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, encodePng(picture));
}
