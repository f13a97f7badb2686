import { expect, it } from "vitest";
import { fileName } from "./fileName";
import { runtimeVersions } from "./runtimeVersions";

it.each([
  ["AMD EPYC 7B13 @ 2.5GHz", "amd-epyc-7b13-2-5ghz"],
  ["Intel(R) Xeon(R) Processor", "intel-xeon-processor"],
  ["../..", "unknown"],
])("names a file after the machine and the day: %s", (cpu, slug) => {
  const report = { machine: { cpu, cores: 1, platform: "p" }, versions: {}, date: "2026-01-02T03:04:05Z", results: [] };
  expect(fileName(report)).toBe(`${slug}-2026-01-02`);
});

it("finds versions in what contenders say that they run in", () => {
  expect(runtimeVersions(["node 20.20.2", "firefox 153.0, isolated", "python 3.13.5, torch 2.9.1"])).toEqual({
    ...{ node: "20.20.2", firefox: "153.0", python: "3.13.5", torch: "2.9.1" },
  });
});
