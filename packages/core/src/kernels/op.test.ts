import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { affineGrid } from "../ops/affineGrid/affineGrid";
import { ready } from "../ready";
import { KernelError } from "../shapes/errors";
import type { WasmBackend } from "./instance";

describe("a kernel's heap", () => {
  beforeAll(() => ready());
  const theta = () => tf.zeros([1, 2, 3]);

  it("refuses a tensor of 4 GiB, whose size tfjs's allocator would take modulo 4 GiB", () => {
    const bystander = tf.fill([1000], 7);
    expect(() => affineGrid(theta(), [32768, 16385])).toThrow(KernelError);
    expect(() => affineGrid(theta(), [32768, 16385])).toThrow(
      "AffineGrid: a tensor [1, 32768, 16385, 2] of 4295229440 bytes is larger than wasm's memory of 4 GiB",
    );
    expect(Array.from(bystander.dataSync())).toEqual(new Array(1000).fill(7));
  });

  it("says so when tfjs's allocator has no room, and writes nothing", () => {
    const backend = tf.backend() as WasmBackend;
    const input = theta();
    const real = backend.getMemoryOffset.bind(backend);
    const full = vi.spyOn(backend, "getMemoryOffset");
    full.mockImplementation((id) => (id === input.dataId ? real(id) : 0)); // what malloc answers when it fails
    const before = backend.numDataIds();
    expect(() => affineGrid(input, [3, 4])).toThrow(
      "AffineGrid: a tensor [1, 3, 4, 2] of 96 bytes does not fit into wasm's memory: dispose tensors, or use smaller batches",
    );
    full.mockRestore();
    expect(backend.numDataIds()).toBe(before);
  });
});
