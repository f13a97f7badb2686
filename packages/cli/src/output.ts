import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ConfigError } from "@attn/core";
import { makeFolder } from "@attn/core/node";

/** A line on standard output, where results go; progress goes to standard error. */
export const say = (line: string) => void process.stdout.write(`${line}\n`);

/** A path as the user meant it: `npm run` changes into the repository's root before the program starts. */
export const fromUser = (path: string) => resolve(process.env.INIT_CWD ?? ".", path);

/** Checks that no two of the files that are to be written are the same. */
export function checkDistinct(files: Readonly<Record<string, string | undefined>>): void {
  const seen = new Map<string, string>();
  for (const [option, file] of Object.entries(files)) {
    if (!file) continue;
    const other = seen.get(file);
    if (other) throw new ConfigError(`${other} and ${option} must be different files, both are ${file}`);
    seen.set(file, option);
  }
}

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
