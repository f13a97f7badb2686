import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "@attn/core";
import type { GoldenCase, GoldenGroup, GoldenTensor } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareFinite } from "./compare";
import { runGoldens } from "./runGoldens";

const goldens = fileURLToPath(new URL("../../../../goldens", import.meta.url));
const group = (name: string): GoldenGroup => JSON.parse(readFileSync(join(goldens, `${name}.json`), "utf8"));
const named = (name: string) => group("grid_generators").cases.find((golden) => golden.name === name)!;

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "attn-goldens-"))));
afterEach(() => rmSync(folder, { recursive: true }));

async function run(directory = folder, only?: string) {
  const lines: string[] = [];
  const passed = await runGoldens(directory, (line) => void lines.push(line), only);
  return { passed, text: lines.join("\n"), last: lines.at(-1) };
}

/** Runs one case, changed by `change`. */
function changed(change: (golden: GoldenCase) => void, golden = named("affine2d_random_noac")) {
  change(golden);
  writeFileSync(join(folder, "group.json"), JSON.stringify({ schema: "golden-1", group: "group", cases: [golden] }));
  return run();
}

const nudge = (tensor: GoldenTensor | undefined, by: number) => void (tensor!.data[0]! += by);

describe("goldens", () => {
  it("pass, all of them, on the kernels and on the references", async () => {
    const { passed, text, last } = await run(goldens);
    expect(text).not.toContain("FAILED");
    expect(text).not.toContain("not run");
    expect(last).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/);
    expect(passed).toBe(true);
  });

  it("run where only some are chosen", async () => {
    const { passed, last } = await run(goldens, "grid_generators/affine2d");
    expect(passed).toBe(true);
    expect(last).toMatch(/^[1-9]\d* passed, 0 failed, [1-9]\d* skipped$/);
    expect((await run(goldens, "no such case")).passed).toBe(false);
  });

  it("leave no tensors", async () => {
    await run(goldens, "stn/");
    const before = tf.memory().numTensors;
    await run(goldens, "stn/");
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a case", () => {
  it("passes unchanged and says its worst error", async () => {
    const { passed, text, last } = await changed(() => {});
    expect(passed).toBe(true);
    expect(text).toMatch(
      /^ok {5}group\/affine2d_random_noac {2}\d\.\de-\d+ of 1e-5 \((output|gradient of) \w+, [\w ]+\)$/m,
    );
    expect(last).toBe("1 passed, 0 failed, 0 skipped");
  });

  it.each<[string, (golden: GoldenCase) => void, string]>([
    ["with another output", ({ outputs }) => nudge(outputs.grid, 1e-3), "(output grid, relaxed kernels)"],
    ["with another gradient", ({ grads }) => nudge(grads.theta, 1e-3), "(gradient of theta, references)"],
    ["with another cotangent", ({ cotangents }) => nudge(cotangents.grid, 1), "(gradient of theta, simd kernels)"],
    ["with another input", ({ inputs }) => nudge(inputs.theta, 0.25), "(output grid, references)"],
    ["of an unknown op", (golden) => void (golden.op = "warp"), "there is no op warp (relaxed kernels)"],
    ["of an op named like a method", (golden) => void (golden.op = "toString"), "there is no op toString"],
    [
      "with an output that the op does not have",
      ({ outputs }) => void (outputs.extra = outputs.grid!),
      "extra must be there, got grid",
    ],
    [
      "with a tensor of another shape",
      ({ outputs }) => void (outputs.grid = { shape: [1], data: [0] }),
      "output grid must be [1], got [2, 4, 5, 2]",
    ],
    ["that the op refuses", ({ attrs }) => void (attrs.size = [0, 1]), "affineGrid: size must be [h, w]"],
    [
      "in channels-first layout alone",
      ({ inputs }) => void (inputs.theta!.layout = "NCHW"),
      "theta must be there in channels-last layout too",
    ],
  ])("%s fails", async (_, change, message) => {
    const { passed, text, last } = await changed(change);
    expect(passed).toBe(false);
    expect(text).toContain("FAILED group/affine2d_random_noac");
    expect(text).toContain(message);
    expect(last).toBe("0 passed, 1 failed, 0 skipped");
  });

  it("has its own tolerance", async () => {
    const nudged = (by: number) =>
      changed((golden) => {
        golden.tolerance = { rtol: 0, atol: 1e-2 };
        nudge(golden.outputs.grid, by);
      });
    expect((await nudged(9e-3)).passed).toBe(true);
    expect((await nudged(1.1e-2)).passed).toBe(false);
  });

  it("may ask for a gradient that is finite and no more", async () => {
    const { passed, text } = await changed((golden) => {
      golden.grads = {};
      golden.grads_finite_only = ["theta"];
    });
    expect(passed).toBe(true);
    expect(text).toContain("ok");
    expect(compareFinite("x", tf.tensor([1, Number.NaN])).error).toBe(Number.POSITIVE_INFINITY);
    expect(compareFinite("x", tf.tensor([1, 2])).error).toBe(0);
  });

  it("says which outputs are not compared", async () => {
    const { passed, text } = await changed(() => {}, named("attention_a_noac"));
    expect(passed).toBe(true);
    expect(text).toContain("not compared: attention_grid theta: attentionGrid makes no matrix");
  });
});

describe("a file", () => {
  const good = () => ({ schema: "golden-1", group: "g", cases: [named("affine2d_random_noac")] as unknown[] });
  const withCase = (change: Record<string, unknown>) => ({
    ...good(),
    cases: [{ ...named("affine2d_random_noac"), ...change }],
  });

  it.each<[string, unknown, string]>([
    ["of text", "text", "bad.json: the file must be JSON: "],
    ["of another schema", { ...good(), schema: "golden-2" }, 'bad.json: schema must be "golden-1"'],
    ["of no object", [1], 'bad.json: schema must be "golden-1"'],
    ["without a group", { ...good(), group: undefined }, "bad.json: group must be a string"],
    ["without cases", { ...good(), cases: [] }, "bad.json: cases must be a list of at least one case"],
    ["with a case that is none", { ...good(), cases: [null] }, "bad.json: case 0 must be an object"],
    ["without a name", withCase({ name: undefined }), "bad.json: case 0: name must be a string"],
    ["without an op", withCase({ op: 1 }), "bad.json: case 0 (affine2d_random_noac): op must be a string"],
    ["without inputs", withCase({ inputs: undefined }), "inputs must be an object of tensors"],
    ["without outputs", withCase({ outputs: {} }), "outputs must have at least one tensor"],
    [
      "with too few numbers",
      withCase({ inputs: { x: { shape: [2], data: [1] } } }),
      "inputs: x: data must be 2 numbers",
    ],
    ["with null for a number", withCase({ inputs: { x: { shape: [1], data: [null] } } }), "data must be 1 numbers"],
    ["with a bad shape", withCase({ inputs: { x: { shape: [-1], data: [] } } }), "shape must be whole numbers from 0"],
    ["with a bad layout", withCase({ inputs: { x: { shape: [0], data: [], layout: "WH" } } }), "layout must be NCHW"],
    [
      "with a stray cotangent",
      withCase({ cotangents: { x: { shape: [], data: [1] } } }),
      "x is not one of the outputs",
    ],
    ["with a stray gradient", withCase({ grads_finite_only: ["x"] }), "grads: x is not one of the inputs"],
    ["with a bad tolerance", withCase({ tolerance: { rtol: -1 } }), "tolerance must be { rtol, atol }"],
  ])("%s is refused, and the others run", async (_, content, message) => {
    writeFileSync(join(folder, "bad.json"), typeof content === "string" ? content : JSON.stringify(content));
    writeFileSync(join(folder, "good.json"), JSON.stringify(good()));
    const { passed, text, last } = await run();
    expect(passed).toBe(false);
    expect(text).toContain(message);
    expect(last).toBe("1 passed, 1 failed, 0 skipped");
  });

  it.each<[string, (path: string) => void]>([
    ["that is a folder", (path) => mkdirSync(path)],
    ["that leads nowhere", (path) => symlinkSync(join(folder, "nowhere"), path)],
  ])("%s cannot be read, and the others run", async (_, make) => {
    make(join(folder, "bad.json"));
    writeFileSync(join(folder, "good.json"), JSON.stringify(good()));
    const { passed, text, last } = await run();
    expect(passed).toBe(false);
    expect(text).toContain("FAILED bad.json: must be a file that can be read: E");
    expect(last).toBe("1 passed, 1 failed, 0 skipped");
  });
});

describe("a folder", () => {
  it.each<[string, (path: string) => void, string]>([
    ["that does not exist", () => {}, "which does not exist"],
    ["that is a file", (path) => writeFileSync(path, "{}"), "which is not a folder"],
    ["that is empty", (path) => mkdirSync(path), "which is empty"],
    ["without golden-1 files", (path) => mkdirSync(join(path, "json"), { recursive: true }), "which has no .json file"],
    ["that cannot be read", (path) => symlinkSync(path, path), "which cannot be read: ELOOP"],
  ])("%s is refused", async (_, make, reason) => {
    const path = join(folder, "here");
    make(path);
    const refusal = run(path);
    await expect(refusal).rejects.toThrow(ConfigError);
    await expect(refusal).rejects.toThrow(
      `goldens: dir must be a folder with golden-1 files (.json), got ${path}, ${reason}`,
    );
  });
});
