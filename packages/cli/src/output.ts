import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ConfigError } from "@attn/core";

/** A line on standard output, where results go; progress goes to standard error. */
export const say = (line: string) => void process.stdout.write(`${line}\n`);

/** A path as the user meant it: `npm run` changes into the repository's root before the program starts. */
export const fromUser = (path: string) => resolve(process.env.INIT_CWD ?? ".", path);

/** Makes the file's folder and checks that the file can be written: now, rather than after the training. */
export async function checkWritable(path: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await access(dirname(path), constants.W_OK);
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new ConfigError("it is a folder");
    if (there) await access(path, constants.W_OK);
  } catch (error) {
    throw new ConfigError(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/** One level after the other: Node's own recursive `mkdir` never ends where a file system answers "no such folder". */
async function makeFolder(path: string): Promise<void> {
  const failure = await mkdir(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (!failure || (await stat(path).catch(() => undefined))?.isDirectory()) return;
  if (failure.code !== "ENOENT" || (await stat(dirname(path)).catch(() => undefined))) throw failure;
  await makeFolder(dirname(path));
  await makeFolder(path);
}
