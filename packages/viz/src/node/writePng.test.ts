import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { expect, it } from "vitest";
import { blank } from "../drawing/canvas";
import { writePng } from ".";

it("writePng makes the folders and the file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attn-viz-"));
  try {
    const path = join(folder, "new", "picture.png");
    await writePng(path, blank(3, 2, [10, 20, 30]));
    const { width, height, data } = decode(await readFile(path));
    expect([width, height]).toEqual([3, 2]);
    expect([...data.slice(0, 4)]).toEqual([10, 20, 30, 255]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
