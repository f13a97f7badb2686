import { ConfigError, checkedCount, checkedOptions, FormatError, shown } from "@attn/core";
import type { ImageSet } from "../sets/imageSet";
import { type Idx, type ReadIdxOptions, readIdx } from "./readIdx";

/**
 * A set of images from the bytes of two IDX files as MNIST's: images `[n, H, W]` and labels `[n]`, both of bytes.
 *
 * @param names what messages call the two files
 * @throws FormatError if they are not IDX files, or not such ones, or do not belong together
 * @throws ConfigError for an unknown option, or names that are not two
 */
export async function idxImages(
  images: Uint8Array,
  labels: Uint8Array,
  names: readonly [images: string, labels: string] = ["idxImages: images", "idxImages: labels"],
  options: Pick<ReadIdxOptions, "maxBytes"> = {},
): Promise<ImageSet> {
  const { maxBytes = 2 ** 30 } = checkedOptions("idxImages", options, ["maxBytes"]);
  checkedCount("idxImages", "maxBytes", maxBytes);
  if (!(Array.isArray(names) && names.length === 2 && [...names].every((name) => typeof name === "string"))) {
    throw new ConfigError(`idxImages: names must be two strings, got ${shown(names)}`);
  }
  for (const [arg, bytes] of Object.entries({ images, labels })) {
    if (!(bytes instanceof Uint8Array)) {
      throw new FormatError(`idxImages: ${arg} must be a Uint8Array, got ${shown(bytes)}`);
    }
  }
  const pictures = await readIdx(images, { maxBytes, name: names[0] });
  const classes = await readIdx(labels, { maxBytes, name: names[1] });
  checkBytes(pictures, 3, names[0]);
  checkBytes(classes, 1, names[1]);
  const [size, height, width] = pictures.shape as [number, number, number];
  if (classes.shape[0] !== size) {
    throw new FormatError(`${names[1]}: must have one label for each of ${size} images, got ${classes.shape[0]}`);
  }
  const floats = Float32Array.from(pictures.data, (byte) => byte / 255);
  return { images: floats, labels: Int32Array.from(classes.data), size, height, width };
}

function checkBytes({ shape, data }: Idx, dimensions: number, name: string): void {
  if (shape.length === dimensions && data instanceof Uint8Array) return;
  const got = `${data.constructor.name} [${shape.join(", ")}]`;
  throw new FormatError(`${name}: must hold bytes in ${dimensions} dimension${dimensions > 1 ? "s" : ""}, got ${got}`);
}
