import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseReport } from "./parseReport";
import { keptFile, writeReport } from "./reportFile";

it("keeps every run of a day", () => {
  const folder = mkdtempSync(join(tmpdir(), "attn-kept-"));
  const machine = { cpu: "A Processor", cores: 1, platform: "p" };
  const report = { machine, versions: { node: "20.20.2" }, date: "2026-01-02T03:04:05Z", results: [] };
  for (let run = 0; run < 2; run++) writeReport(keptFile(report, join(folder, "results")), report);
  expect(readdirSync(join(folder, "results"))).toEqual([
    "a-processor-2026-01-02-2.json",
    "a-processor-2026-01-02.json",
  ]);
  const text = readFileSync(join(folder, "results/a-processor-2026-01-02-2.json"), "utf8");
  expect(parseReport(text)).toEqual(report);
  rmSync(folder, { recursive: true });
});
