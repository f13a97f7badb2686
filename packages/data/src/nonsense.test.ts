import { refusesNonsense } from "@attn/core/testing";
import { describe, expect, it } from "vitest";
import * as data from "./index";
import { loadIdxImages, loadMnist } from "./node";

const set = () => data.digits({ count: 3, size: 8 });
const idx = (...bytes: number[]) => Uint8Array.from([0, 0, 8, ...bytes]);
const oneLabel = () => idx(1, 0, 0, 0, 1, 7);
const oneImage = () => idx(3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7);

describe("@attn/data", () => {
  refusesNonsense(data, {
    batches: () => [set(), { batchSize: 2, seed: 1, shuffle: true, distortion: data.distortions.R() }],
    binarization: () => [{ threshold: 0.5 }],
    chunks: () => [set(), 2],
    colored: () => [set(), 1],
    colocalization: () => [{ size: [60, 60], patches: 1, patchSize: 2 }],
    digits: () => [{ count: 1, seed: 1, size: 8, first: 1 }],
    distort: () => [set(), data.distortions.R(), 1],
    elastic: () => [{ scale: [1, 1], deviation: 1 }],
    idxImages: () => [oneImage(), oneLabel(), undefined, { maxBytes: 100 }],
    imageAt: () => [set(), 1],
    projection: () => [{ scale: [1, 1], deviation: 1 }],
    readIdx: () => [oneLabel(), { maxBytes: 100 }],
    rotation: () => [{ degrees: 1 }],
    rotationScaleTranslation: () => [{ degrees: 1, scale: [1, 1], size: [9, 9] }],
    select: () => [set(), [1]],
    split: () => [set(), { valid: 1, seed: 1 }],
    toTensors: () => [set(), 10],
    translationClutter: () => [{ size: [60, 60], patches: 1, patchSize: 2 }],
  });
});

describe("@attn/data/node", () => {
  it.each([undefined, null, 3, {}])("refuses %j for a folder or a part of its name", async (nonsense) => {
    const text = nonsense as unknown as string;
    await expect(loadMnist(text)).rejects.toThrow("loadMnist: folder must be a string, got ");
    await expect(loadIdxImages(text, "train")).rejects.toThrow("loadIdxImages: folder must be a string, got ");
    await expect(loadIdxImages(".", text)).rejects.toThrow("loadIdxImages: part must be a string, got ");
  });
});
