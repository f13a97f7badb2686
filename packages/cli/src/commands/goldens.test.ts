import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { explain } from "../failure";
import { attn } from "../program";

const goldens = fileURLToPath(new URL("../../../../goldens", import.meta.url));
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "attn-goldens-"))));
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined; // vitest's own
  vi.restoreAllMocks();
});

async function attnGoldens(...args: string[]) {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  await attn().parseAsync(["node", "attn", "goldens", ...args]);
  return { text, exitCode: process.exitCode ?? 0 };
}

it("exits with 0 when every case passes, those with gradients through references too", async () => {
  const { text, exitCode } = await attnGoldens(goldens, "--only", "stn/");
  expect(text).toMatch(/\n5 passed, 0 failed, \d+ skipped\n$/);
  expect(exitCode).toBe(0);
});

it("exits with 1 when a file is damaged, although all others pass", async () => {
  copyFileSync(join(goldens, "stn.json"), join(folder, "stn.json"));
  writeFileSync(join(folder, "bad.json"), "{");
  const { text, exitCode } = await attnGoldens(folder);
  expect(text).toContain("FAILED bad.json: the file must be JSON");
  expect(text).toMatch(/\n5 passed, 1 failed, 0 skipped\n$/);
  expect(exitCode).toBe(1);
});

it("says in one line that the folder is not there", async () => {
  const refused = await attnGoldens(join(folder, "nowhere")).catch(explain);
  expect(refused).toBe(
    `attn: goldens: dir must be a folder with golden-1 files (.json), got ${join(folder, "nowhere")}, which does not exist`,
  );
});
