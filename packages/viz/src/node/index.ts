// What needs a file system: Node, Deno, Bun.
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError, shown } from "@attn/core";
import { makeFolder } from "@attn/core/node";
import type { Picture } from "../drawing/canvas";
import { type GifOptions, gifOf } from "../encodeGif";
import { checkedPicture, encodePng } from "../encodePng";

/** Writes a PNG file, and the folders that it is in. @throws ConfigError, ShapeError unless given a path and a picture */
export async function writePng(path: string, picture: Picture): Promise<void> {
  if (typeof path !== "string" || path === "") {
    throw new ConfigError(`writePng: path must be a file's path, got ${shown(path)}`);
  }
  const bytes = encodePng(checkedPicture("writePng", picture));
  await makeFolder(dirname(path));
  await writeFile(path, bytes);
}

/** Writes a GIF file, and the folders that it is in. @throws ConfigError, ShapeError unless given a path and pictures of one size */
export async function writeGif(path: string, frames: readonly Picture[], options: GifOptions = {}): Promise<void> {
  if (typeof path !== "string" || path === "") {
    throw new ConfigError(`writeGif: path must be a file's path, got ${shown(path)}`);
  }
  const bytes = await gifOf("writeGif", frames, options);
  await makeFolder(dirname(path));
  await writeFile(path, bytes);
}
