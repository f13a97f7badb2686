import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError, shown } from "@attn/core";
import { makeFolder } from "@attn/core/node";
import type { CheckpointStore } from "../checkpoint";

/**
 * A checkpoint in a file, replaced as a whole: whenever the process or the machine stops, the path holds the old
 * checkpoint or the new one. One run at a time may write to a path.
 *
 * @throws ConfigError unless given a path
 */
export function fileCheckpoint(path: string): CheckpointStore {
  if (typeof path !== "string" || path === "") {
    throw new ConfigError(`fileCheckpoint: path must be a file's path, got ${shown(path)}`);
  }
  return { name: path, read: () => readIfThere(path), write: (bytes) => replaceFile(path, bytes) };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = `${path}.tmp`; // beside the target, for a rename across file systems is a copy
  const file = await open(temporary, "w");
  try {
    await file.writeFile(bytes);
    await file.sync(); // the content must be on the disk before its name is
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
}

/** Makes the rename itself survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // cannot open a folder
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
