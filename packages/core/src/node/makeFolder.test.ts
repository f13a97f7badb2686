import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeFolder } from "./makeFolder";

const folder = mkdtempSync(join(tmpdir(), "attn-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("makes all the levels, and is content with a folder that is there", async () => {
  const deep = join(folder, "a", "b", "c");
  await makeFolder(deep);
  await makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

it("says why it cannot", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(makeFolder(join(folder, "file", "below"))).rejects.toThrow(/ENOTDIR|EEXIST/);
});

it.skipIf(process.platform !== "linux")("ends where nothing can be made", async () => {
  await expect(makeFolder("/proc/nowhere/below")).rejects.toThrow("ENOENT");
});
