import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { variants } from "../flags.mjs";

const read = (name: string) => Uint8Array.from(readFileSync(new URL(`../dist/${name}.wasm`, import.meta.url)));

/** The binary's own text, not the compiler's. */
async function text(binary: Uint8Array): Promise<string> {
  const { readWasm } = await wabt();
  const module = readWasm(binary, { simd: true, relaxed_simd: true, threads: true, bulk_memory: true });
  return module.toText({ foldExprs: false, inlineExport: false });
}

/** Its lines that break the contract. */
const breaches = (wat: string) =>
  wat.split("\n").filter((line) => /^\s*\((global|data|table|elem|start)\b|memory\.grow/.test(line));

describe.each(Object.keys(variants))("the memory contract of %s", (name) => {
  const binary = read(name);
  const module = new WebAssembly.Module(binary);
  const shared = name.endsWith("shared");

  it("imports the memory and nothing else", () => {
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  });

  it("exports functions and nothing else", () => {
    const exported = WebAssembly.Module.exports(module);
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter(({ kind }) => kind !== "function")).toEqual([]);
  });

  it("has no globals, no static data, no tables, no start function, and never grows the memory", async () => {
    const wat = await text(binary);
    expect(wat).toContain("v128.load");
    expect(breaches(wat)).toEqual([]);
  });

  it(`computes in ${shared ? "shared" : "unshared"} memory and takes no other`, async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const { copy, gemm, gemmScratch } = exports as Record<string, (...args: number[]) => number>;
    const heap = new Float32Array(memory.buffer);
    heap.set([1, 2, 3, 4, 5, 6, 7], 0);
    copy!(0, 64, 7);
    expect([...heap.subarray(16, 24)]).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
    heap.set([1, 2, 3, 4, 5, 6], 256); // [2, 3] times its transpose
    expect(gemmScratch!(2, 2, 3)).toBeLessThan(1024);
    gemm!(1024, 1024, 2048, 4096, 2, 2, 3, 0, 1, 0);
    expect([...heap.subarray(512, 516)]).toEqual([14, 32, 32, 77]);

    const other = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: !shared });
    await expect(WebAssembly.instantiate(module, { env: { memory: other } })).rejects.toThrow(WebAssembly.LinkError);
  });
});

describe("the variants", () => {
  it("differ in the instructions that they are named after", async () => {
    expect(await text(read("relaxed"))).toContain("f32x4.relaxed_madd");
    expect(await text(read("simd"))).not.toContain("relaxed");
  });

  it("export the same functions", () => {
    const names = Object.keys(variants).map((name) =>
      WebAssembly.Module.exports(new WebAssembly.Module(read(name)))
        .map((x) => x.name)
        .sort(),
    );
    for (const other of names) expect(other).toEqual(names[0]);
  });
});

describe("the check of the contract", () => {
  it("finds what breaks it", async () => {
    const { parseWat } = await wabt();
    const broken = `(module (memory 1) (table 1 funcref) (global $g (mut i32) (i32.const 0)) (data (i32.const 0) "a")
      (func $f (drop (memory.grow (i32.const 1)))) (elem (i32.const 0) $f) (start $f))`;
    const found = breaches(await text(parseWat("broken", broken).toBinary({}).buffer)).join("\n");
    for (const word of ["table", "global", "data", "memory.grow", "elem", "start"]) expect(found).toContain(word);
  });
});
