import { expect, it } from "vitest";
import { growth } from "./memory";

const row = (step: number, more: Partial<Record<"tensors" | "tensorBytes" | "wasmHeap" | "jsHeap", number>> = {}) => ({
  run: "node",
  variant: "simd",
  step,
  tensors: 30,
  tensorBytes: 1000,
  wasmHeap: 2 ** 24,
  jsHeap: 2e7,
  ...more,
});

it("asks for nothing of the first steps, while everything finds its size", () => {
  const early = row(0, { tensors: 1, wasmHeap: 2 ** 20, jsHeap: 1e7 });
  expect(growth([early, row(10), row(100)])).toEqual([]);
});

it("lets the JavaScript heap breathe, and names what grows", () => {
  expect(growth([row(0), row(10), row(100, { jsHeap: 2.05e7 })])).toEqual([]);
  const grown = growth([row(0), row(10), row(100, { tensors: 31, jsHeap: 3e7, wasmHeap: 2 ** 25 })]);
  expect(grown).toEqual([
    "tensors grew by 1 between step 10 and step 100",
    "wasmHeap grew by 16777216 between step 10 and step 100",
    "jsHeap grew by 10000000 between step 10 and step 100",
  ]);
});
