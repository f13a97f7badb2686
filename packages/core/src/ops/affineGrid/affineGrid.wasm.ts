import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { axisSpan } from "../baseGrid";

interface Attrs {
  size: readonly [number, number];
  alignCorners: boolean;
}

export const affineGridWasm = /* @__PURE__ */ wasmOp({
  name: "AffineGrid",
  inputs: ["theta"],

  forward({ theta }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = theta.shape[0]!;
    const out = empty([B, h, w, 2]);
    kernels.affineGrid(pointer(theta), pointer(out), B, h, w, axisSpan(w, alignCorners), axisSpan(h, alignCorners));
    return out;
  },

  gradient: ([dGrid], _, attrs) => ({ theta: () => runOp(affineGridGradWasm, { dGrid: dGrid as Tensor }, attrs) }),
});

const affineGridGradWasm = /* @__PURE__ */ wasmOp({
  name: "AffineGridGrad",
  inputs: ["dGrid"],

  forward({ dGrid }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = dGrid.shape[0]!;
    const dTheta = empty([B, 2, 3]);
    const [spanX, spanY] = [axisSpan(w, alignCorners), axisSpan(h, alignCorners)];
    kernels.affineGridGrad(pointer(dGrid), pointer(dTheta), B, h, w, spanX, spanY);
    return dTheta;
  },
});
