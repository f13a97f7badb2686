import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, FormatError, shown } from "@attn/core";
import { idxImages } from "../idx/idxImages";
import type { ImageSet } from "../sets/imageSet";

/**
 * Reads MNIST from a folder with its four files, packed or not, under their usual names.
 *
 * @throws FormatError if a file is missing or is not what it should be
 * @throws ConfigError for an argument that is not a string
 */
export async function loadMnist(folder: string): Promise<{ train: ImageSet; test: ImageSet }> {
  checkText("loadMnist", "folder", folder);
  return { train: await loadIdxImages(folder, "train"), test: await loadIdxImages(folder, "t10k") };
}

/**
 * Reads one part of MNIST, or of a set in the same format: `<part>-images-idx3-ubyte` and `<part>-labels-idx1-ubyte`
 * in a folder, packed (`.gz`) or not, the last hyphen also as a dot.
 *
 * @param part how the two names begin: `"train"`, `"t10k"`
 * @throws FormatError if a file is missing or is not what it should be
 * @throws ConfigError for an argument that is not a string
 */
export async function loadIdxImages(folder: string, part: string): Promise<ImageSet> {
  checkText("loadIdxImages", "folder", folder);
  checkText("loadIdxImages", "part", part);
  const names = await namesIn(folder);
  const files = [`${part}-images`, `${part}-labels`].map((start, k) => {
    const wanted = ["-", "."].flatMap((mark) => ["", ".gz"].map((end) => `${start}${mark}idx${k ? 1 : 3}-ubyte${end}`));
    const found = wanted.find((name) => names.includes(name));
    if (found) return join(folder, found);
    throw new FormatError(`${folder}: must hold ${wanted[0]} or ${wanted[1]}, got ${listed(names)}`);
  }) as [string, string];
  const [images, labels] = await Promise.all(files.map((file) => readFile(file)));
  return idxImages(images!, labels!, files);
}

function checkText(who: string, name: string, text: string): void {
  if (typeof text !== "string") throw new ConfigError(`${who}: ${name} must be a string, got ${shown(text)}`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new FormatError(
      `${folder}: must be a folder with IDX files: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const listed = (names: readonly string[]) =>
  names.length === 0 ? "an empty folder" : names.slice(0, 8).join(", ") + (names.length > 8 ? ", …" : "");
