// The five numbers of windows, each `[B]`, as rows `[B, 5]` and back. tfjs's stack and unstack take longer than reading a patch does.
import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, runOp, runOps, type WasmOp, wasmOp } from "../kernels/op";
import { together } from "./together";

const names = ["gX", "gY", "delta", "sigma2", "gamma"] as const;
type Name = (typeof names)[number];
type Five = [number, number, number, number, number];

const addresses = (tensors: readonly TensorInfo[], { pointer }: Heap) => tensors.map(pointer) as Five;

export const joinWindowsWasm: WasmOp<Name> = /* @__PURE__ */ wasmOp({
  name: "JoinWindows",
  inputs: names,

  forward(parts: Record<Name, TensorInfo>, _, heap) {
    const B = parts.gX.shape[0]!;
    const out = heap.empty([B, names.length]);
    const given = addresses(
      names.map((name) => parts[name]),
      heap,
    );
    heap.kernels.joinWindows(...given, heap.pointer(out), B);
    return out;
  },

  gradient: ([dOut]) => together(names, runOps(splitWindowsWasm, { rows: dOut as Tensor })),
});

export const splitWindowsWasm: WasmOp<"rows"> = /* @__PURE__ */ wasmOp({
  name: "SplitWindows",
  inputs: ["rows"],

  forward({ rows }, _, heap) {
    const B = rows.shape[0]!;
    const parts = names.map(() => heap.empty([B]));
    heap.kernels.splitWindows(heap.pointer(rows), ...addresses(parts, heap), B);
    return parts;
  },

  gradient: (dParts) => ({
    rows: () =>
      runOp(joinWindowsWasm, Object.fromEntries(names.map((name, i) => [name, dParts[i]!])) as Record<Name, Tensor>),
  }),
});
