// Where golden-1 files come from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, FormatError } from "@attn/core";
import type { GoldenGroup } from "@attn/core/testing";
import { parseGroup } from "./format";

/** The names of the folder's golden-1 files, in order. @throws ConfigError if there are none, or no folder */
export async function goldenFiles(folder: string): Promise<string[]> {
  const refuse = (got: string) => {
    throw new ConfigError(`goldens: dir must be a folder with golden-1 files (.json), got ${folder}, ${got}`);
  };
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => refuse(inWords(error)));
  const files = entries.filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) refuse(entries.length === 0 ? "which is empty" : "which has no .json file");
  return files;
}

/** @throws FormatError if the file cannot be read or is not as the schema has it */
export async function readGroup(folder: string, file: string): Promise<GoldenGroup> {
  const text = await readFile(join(folder, file), "utf8").catch((error: Error) => {
    throw new FormatError(`${file}: must be a file that can be read: ${error.message}`);
  });
  return parseGroup(text, file);
}

function inWords({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "which does not exist";
  if (code === "ENOTDIR") return "which is not a folder";
  return `which cannot be read: ${message}`;
}
