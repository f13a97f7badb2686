// Files that results are written to.
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileName } from "./fileName";
import type { Report } from "./report";

const results = join(dirname(fileURLToPath(import.meta.url)), "..", "results");

/** @throws Error where the option `--json` names no file that can be written */
export function checkWritable(file: unknown): asserts file is string {
  try {
    if (typeof file !== "string") throw new Error("one file is expected");
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error("it is a folder");
    writeFileSync(`${file}.part`, "");
    rmSync(`${file}.part`);
  } catch (error) {
    throw new Error(`--json must be a file that can be written, got "${file}" (${(error as Error).message})`);
  }
}

/** Where this machine's results of this day are kept; a second run of a day gets a number. */
export function keptFile(report: Report, folder = results): string {
  mkdirSync(folder, { recursive: true });
  const name = (n: number) => join(folder, `${fileName(report)}${n === 1 ? "" : `-${n}`}.json`);
  let n = 1;
  while (existsSync(name(n))) n++;
  return name(n);
}

/** Whole or not at all. */
export function writeReport(file: string, report: Report): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${file}.part`, file);
}
