import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder, and those that it is in. One level after the other: Node's own recursive `mkdir` never ends where a file
 * system answers "no such folder", as below `/proc`.
 *
 * @throws the system's error if that is not possible
 */
export async function makeFolder(path: string): Promise<void> {
  const failure = await mkdir(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (!failure || (await stat(path).catch(() => undefined))?.isDirectory()) return;
  if (failure.code !== "ENOENT" || (await stat(dirname(path)).catch(() => undefined))) throw failure;
  await makeFolder(dirname(path));
  await makeFolder(path);
}
