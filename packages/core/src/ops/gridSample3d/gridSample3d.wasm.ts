import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Heap, runOp, wasmOp } from "../../kernels/op";
import { samplingCodes } from "../gridSample/gridSample.wasm";
import type { Sampling3d } from "./gridSample3d";

export const gridSample3dWasm = /* @__PURE__ */ wasmOp({
  name: "GridSample3d",
  inputs: ["volume", "grid"],

  forward({ volume, grid }, sampling: Sampling3d, heap) {
    const { kernels, pointer } = heap;
    const [B, , , , C] = volume.shape as Shape;
    const out = heap.empty([B, ...grid.shape.slice(1, 4), C]);
    kernels.gridSample3d(pointer(volume), pointer(grid), pointer(out), ...rest(volume.shape, grid, sampling, heap));
    return out;
  },

  gradient([dOut], { volume, grid }, sampling) {
    const attrs = { ...sampling, shape: volume.shape };
    return {
      volume: () => runOp(gridSample3dGradVolumeWasm, { dOut: dOut as Tensor, grid }, attrs),
      grid: () => {
        if (sampling.interpolation === "nearest") return tf.zerosLike(grid);
        return runOp(gridSample3dGradGridWasm, { dOut: dOut as Tensor, volume, grid }, sampling);
      },
    };
  },
});

const gridSample3dGradVolumeWasm = /* @__PURE__ */ wasmOp({
  name: "GridSample3dGradVolume",
  inputs: ["dOut", "grid"],

  forward({ dOut, grid }, { shape, ...sampling }: Sampling3d & { shape: number[] }, heap) {
    const { kernels, pointer } = heap;
    const dVolume = heap.empty(shape);
    const others = rest(shape, grid, sampling, heap);
    kernels.gridSample3dGradVolume(pointer(dOut), pointer(grid), pointer(dVolume), ...others);
    return dVolume;
  },
});

const gridSample3dGradGridWasm = /* @__PURE__ */ wasmOp({
  name: "GridSample3dGradGrid",
  inputs: ["dOut", "volume", "grid"],

  forward({ dOut, volume, grid }, sampling: Sampling3d, heap) {
    const { kernels, pointer } = heap;
    const dGrid = heap.empty(grid.shape);
    const others = rest(volume.shape, grid, sampling, heap);
    kernels.gridSample3dGradGrid(pointer(dOut), pointer(volume), pointer(grid), pointer(dGrid), ...others);
    return dGrid;
  },
});

type Shape = [B: number, D: number, H: number, W: number, C: number];

/** What all three kernels take after their tensors. */
function rest(shape: number[], grid: TensorInfo, sampling: Sampling3d, { kernels, scratch }: Heap) {
  const P = grid.shape.slice(1, 4).reduce((product, n) => product * n, 1);
  return [scratch(kernels.sampling3dScratch()), ...(shape as Shape), P, ...samplingCodes(sampling)] as const;
}
