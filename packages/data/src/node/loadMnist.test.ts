import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadIdxImages, loadMnist } from ".";

const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 4);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "attn-data-"));
  await mkdir(join(folder, "mnist"));
  const files = {
    "train-images-idx3-ubyte.gz": gzipSync(images),
    "train-labels-idx1-ubyte": labels,
    "t10k-images.idx3-ubyte": images,
    "t10k-labels.idx1-ubyte.gz": gzipSync(labels),
    "cut-images-idx3-ubyte": images.subarray(0, 17),
    "cut-labels-idx1-ubyte": labels,
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, "mnist", name), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe("loadMnist", () => {
  it("takes the files packed or not, under either name", async () => {
    const { train, test } = await loadMnist(join(folder, "mnist"));
    expect(train).toEqual({
      images: Float32Array.of(0, 1),
      labels: Int32Array.of(4),
      ...{ size: 1, height: 1, width: 2 },
    });
    expect(test).toEqual(train);
  });

  it("says which file is missing or broken", async () => {
    await expect(loadMnist(folder)).rejects.toThrow(
      `${folder}: must hold train-images-idx3-ubyte or train-images-idx3-ubyte.gz, got mnist`,
    );
    await expect(loadMnist(join(folder, "none"))).rejects.toThrow(/none: must be a folder with IDX files: ENOENT/);
    await expect(loadIdxImages(join(folder, "mnist"), "cut")).rejects.toThrow(
      `${join(folder, "mnist", "cut-images-idx3-ubyte")}: must have 18 bytes, got 17`,
    );
  });
});
