import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import type { WasmBackend } from "./kernels/instance";
import { hasKernels } from "./kernels/op";
import { affineGrid } from "./ops/affineGrid/affineGrid";
import { ready } from "./ready";

const grid = () => Array.from(affineGrid(tf.tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]), [1, 2]).dataSync());
const wasm = () => tf.backend() as WasmBackend;

/** The wasm backend anew, as if nothing had started it. */
function forgetWasm() {
  const { factory, priority } = tf.engine().registryFactory.wasm!;
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", factory, priority);
}

describe("ready", () => {
  it("starts the kernels on wasm", async () => {
    const got = await ready();
    expect(got).toMatchObject({ backend: "wasm", shared: false });
    expect(["relaxed", "simd"]).toContain(got.variant);
    expect(got.reason).toBeUndefined();
    expect(hasKernels()).toBe(true);
    expect(grid()).toEqual([-0.5, 0, 0.5, 0]);
  });

  it("may be called twice at once", async () => {
    forgetWasm();
    const [a, b] = await Promise.all([ready({ variant: "simd" }), ready({ variant: "simd" })]);
    expect(a).toEqual({ backend: "wasm", variant: "simd", shared: false });
    expect(b).toEqual(a);
  });

  it("leaves the last of several calls in force", async () => {
    const calls = [ready({ variant: "none" }), ready({ backend: "cpu" }), ready({ variant: "simd" })];
    expect((await Promise.all(calls)).map(({ variant }) => variant)).toEqual(["none", "none", "simd"]);
    expect(tf.getBackend()).toBe("wasm");
    expect(hasKernels()).toBe(true);
  });

  it("runs the references with variant none, and the kernels again after", async () => {
    expect(await ready({ variant: "none" })).toEqual({ backend: "wasm", variant: "none", shared: false });
    expect(hasKernels()).toBe(false);
    expect(grid()).toEqual([-0.5, 0, 0.5, 0]);
    await ready({ variant: "simd" });
    expect(hasKernels()).toBe(true);
  });

  it("runs the references on another backend", async () => {
    expect(await ready({ backend: "cpu" })).toEqual({ backend: "cpu", variant: "none", shared: false });
    expect(tf.getBackend()).toBe("cpu");
    expect(hasKernels()).toBe(false);
    expect(grid()).toEqual([-0.5, 0, 0.5, 0]);
  });

  it("links the kernels to a backend that was removed and made anew", async () => {
    await ready();
    const first = wasm();
    forgetWasm();
    expect((await ready()).variant).not.toBe("none");
    expect(wasm()).not.toBe(first);
    expect(grid()).toEqual([-0.5, 0, 0.5, 0]);
  });

  it("refuses what it does not know", async () => {
    await expect(ready({ variant: "fast" as "simd" })).rejects.toThrow(
      'ready: variant must be "auto" or "relaxed" or "simd" or "none", got "fast"',
    );
    await expect(ready({ backend: "webnn" })).rejects.toThrow('ready: backend "webnn" is not registered');
    await expect(ready({ backend: 3 as unknown as string })).rejects.toThrow("ready: backend must be a name, got 3");
  });

  it("starts after a call that failed", async () => {
    await expect(ready({ backend: "webnn" })).rejects.toThrow();
    expect((await ready()).backend).toBe("wasm");
  });
});

describe("ready, where tfjs is not as expected, runs the references and says why:", () => {
  afterEach(forgetWasm);

  it("no memory where 4.22 has it", async () => {
    await ready();
    const { asm } = wasm().wasm;
    wasm().wasm.asm = {};
    try {
      const got = await ready();
      expect(got).toEqual({
        backend: "wasm",
        variant: "none",
        shared: false,
        reason: "ready: tfjs's wasm backend does not show its memory where 4.22 does",
      });
      expect(hasKernels()).toBe(false);
    } finally {
      wasm().wasm.asm = asm!;
    }
  });

  it("a memory that is not the one with the tensors", async () => {
    await ready();
    const { asm } = wasm().wasm;
    const pages = asm!.memory!.buffer.byteLength / 65536;
    wasm().wasm.asm = { ...asm, memory: new WebAssembly.Memory({ initial: pages }) };
    try {
      const got = await ready();
      expect(got.variant).toBe("none");
      expect(got.reason).toBe("ready: the kernels and tfjs's wasm backend do not share one memory");
    } finally {
      wasm().wasm.asm = asm!;
    }
  });

  it("a memory too small for the addresses", async () => {
    await ready();
    const { asm } = wasm().wasm;
    wasm().wasm.asm = { ...asm, memory: new WebAssembly.Memory({ initial: 0 }) };
    try {
      const got = await ready();
      expect(got.variant).toBe("none");
      expect(got.reason).toBe("ready: tfjs's wasm backend is not as 4.22 is: memory access out of bounds");
    } finally {
      wasm().wasm.asm = asm!;
    }
  });

  it("no pointers", async () => {
    await ready();
    Object.assign(wasm(), { getMemoryOffset: undefined });
    const got = await ready();
    expect(got.variant).toBe("none");
    expect(got.reason).toMatch(/^ready: tfjs's wasm backend is not as 4.22 is: .*getMemoryOffset/);
  });
});

describe("wasmPaths", () => {
  const withoutWasm = async () => {
    await ready({ backend: "cpu" });
    forgetWasm();
  };

  it("must be a folder or the three files", async () => {
    const wanted = "ready: wasmPaths must be a folder's URL or a record of the URLs of tfjs-backend-wasm.wasm, ";
    await expect(ready({ wasmPaths: 3 as unknown as string })).rejects.toThrow(wanted);
    await expect(ready({ wasmPaths: "" })).rejects.toThrow(wanted);
    await expect(ready({ wasmPaths: { "tfjs-backend-wasm.wasm": "a" } })).rejects.toThrow(
      "got none for tfjs-backend-wasm-simd.wasm, tfjs-backend-wasm-threaded-simd.wasm",
    );
  });

  it("is believed, and a wrong one is named before tfjs tries it", async () => {
    await withoutWasm();
    const folder = mkdtempSync(join(tmpdir(), "attn-"));
    try {
      await expect(ready({ wasmPaths: folder })).rejects.toThrow(
        `ready: tfjs's tfjs-backend-wasm-simd.wasm must be at ${folder}/tfjs-backend-wasm-simd.wasm, got no wasm there`,
      );
      writeFileSync(join(folder, "tfjs-backend-wasm-simd.wasm"), "<!doctype html>");
      await expect(ready({ wasmPaths: `${folder}/` })).rejects.toThrow("got no wasm there");
    } finally {
      rmSync(folder, { recursive: true });
    }
    // tfjs has not failed, so it still starts
    expect((await ready()).variant).not.toBe("none");
  });

  it.each(["a path", "a file URL", "a record"])("may be %s in Node", async (kind) => {
    await withoutWasm();
    const folder = new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url);
    const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
    const record = Object.fromEntries(names.map((name) => [name, folder.pathname + name]));
    const wasmPaths = { "a path": folder.pathname, "a file URL": folder.href, "a record": record }[kind]!;
    expect((await ready({ wasmPaths })).variant).not.toBe("none");
  });
});
