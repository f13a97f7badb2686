import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";

interface Attrs {
  size: readonly [number, number];
}

export const thinPlateSplineGridWasm = /* @__PURE__ */ wasmOp({
  name: "ThinPlateSplineGrid",
  inputs: ["points", "matrix"],

  forward({ points, matrix }, { size: [h, w] }: Attrs, { kernels, pointer, empty }) {
    const B = points.shape[0]!;
    const [K, columns] = matrix.shape as [number, number];
    const out = empty([B, h, w, 2]);
    kernels.thinPlateSplineGrid(pointer(points), pointer(matrix), pointer(out), B, K, h * w, columns);
    return out;
  },

  gradient: ([dGrid], { matrix }, attrs) => ({
    points: () => runOp(thinPlateSplineGridGradWasm, { dGrid: dGrid as Tensor, matrix }, attrs),
  }),
});

const thinPlateSplineGridGradWasm = /* @__PURE__ */ wasmOp({
  name: "ThinPlateSplineGridGrad",
  inputs: ["dGrid", "matrix"],

  forward({ dGrid, matrix }, { size: [h, w] }: Attrs, { kernels, pointer, empty }) {
    const B = dGrid.shape[0]!;
    const [K, columns] = matrix.shape as [number, number];
    const dPoints = empty([B, K, 2]);
    kernels.thinPlateSplineGridGrad(pointer(dGrid), pointer(matrix), pointer(dPoints), B, K, h * w, columns);
    return dPoints;
  },
});
