// tfjs's own specs of the operations that our kernels take part in. By hand: node packages/core/test/tfjs-specs/main.mjs
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runSpecs } from "./tfjs-specs/specs.mjs";

const specs = await runSpecs();

describe("tfjs's own specs on wasm", () => {
  const passed = (run: "stock" | "ours") => specs.filter((spec) => spec[run]).length;

  it("pass with our kernels wherever tfjs's wasm backend lets them", () => {
    expect(specs.filter(({ bad }) => bad).map(({ name, errors }) => ({ name, errors }))).toEqual([]);
  });

  it("pass more often than with tfjs's kernels", () => {
    expect(passed("ours")).toBeGreaterThan(passed("stock"));
  });

  it("are as many as the documentation says", () => {
    const counts = [specs.length, passed("stock"), passed("ours"), specs.length - passed("ours")];
    const page = readFileSync(new URL("../src/training/training.md", import.meta.url), "utf8");
    const row = /^\| +[\d,]+ \|.*$/m.exec(page)![0].replaceAll(/[ ,]/g, "");
    expect(row).toBe(`|${counts.join("|")}|`);
  });

  it.each(["conv2d wasm", "conv2dTranspose", "maxPoolBackprop", "gather wasm", "unsortedSegmentSum"])(
    "have their gradients in %s",
    (suite) => {
      const gradients = specs.filter(({ name }) => name.startsWith(suite) && !name.includes("NCHW"));
      expect(gradients.length).toBeGreaterThan(4);
      expect(gradients.every(({ ours }) => ours)).toBe(true);
    },
  );
});
