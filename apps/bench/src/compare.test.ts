import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compare, comparisonText, readReport } from "./compare";
import type { Report } from "./report";

const folder = mkdtempSync(join(tmpdir(), "attn-compare-"));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (ratio: number, spread: number, more: object = {}): Report => ({
  machine: { cpu: "c", cores: 2, platform: "linux x64", memoryGiB: 8 },
  versions: {},
  date: "2026-01-02T03:04:05.678Z",
  results: [
    {
      ...{
        run: "node",
        suite: "s",
        case: "gemm forward",
        implementation: "jax-js",
        runtime: "node 20",
        variant: "wasm",
      },
      ...{ threads: 1, medianMs: 1, minMs: 1, q1Ms: 1, q3Ms: 1, runs: 5 },
      vsAttn: { ratio, low: ratio - spread, high: ratio + spread },
      ...more,
    },
  ],
});

describe("compare", () => {
  it("says what changed beyond noise", () => {
    const { changes, compared } = compare(report(2, 0.1), report(3, 0.1));
    expect([changes.length, compared]).toEqual([1, 1]);
    expect(comparisonText(compare(report(2, 0.1), report(3, 0.1)))).toContain(
      "gemm forward, node: attn is 1.50 x faster against jax-js (wasm): 2.00 (1.90 .. 2.10) -> 3.00 (2.90 .. 3.10)",
    );
    expect(comparisonText(compare(report(3, 0.1), report(2, 0.1)))).toContain("1.50 x slower");
  });

  it("is silent about noise, and counts what cannot be compared", () => {
    expect(compare(report(2, 0.6), report(3, 0.6)).changes).toEqual([]);
    expect(comparisonText(compare(report(2, 0.1), report(3, 0.1, { run: "deno" })))).toBe(
      "0 rows in both files, 0 changed beyond noise, 2 in one file alone",
    );
  });
});

describe("readReport", () => {
  const written = (content: string) => {
    const file = join(folder, "r.json");
    writeFileSync(file, content);
    return file;
  };

  it("reads what the benchmark writes", () => {
    const one = report(2, 0.1);
    expect(readReport(written(JSON.stringify(one)))).toEqual(one);
  });

  it.each([
    ["not JSON", "{", /r\.json: .*JSON/],
    ["something else", "[]", /it has no results: the whole must be object/],
    ["a broken row", JSON.stringify(report(2, 0.1, { medianMs: "1" })), /\/results\/0\/medianMs must be number/],
    ["a strange row", JSON.stringify(report(2, 0.1, { foo: 1 })), /\/results\/0 must NOT have additional properties/],
  ])("refuses %s", (_, content, message) => {
    expect(() => readReport(written(content))).toThrow(message);
  });

  it("says that a file is not there", () => {
    expect(() => readReport(join(folder, "none"))).toThrow(/none: ENOENT/);
  });
});
