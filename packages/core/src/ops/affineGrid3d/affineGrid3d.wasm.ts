import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { axisSpan } from "../baseGrid";

interface Attrs {
  size: readonly [number, number, number];
  alignCorners: boolean;
}

export const affineGrid3dWasm = /* @__PURE__ */ wasmOp({
  name: "AffineGrid3d",
  inputs: ["theta"],

  forward({ theta }, { size: [d, h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = theta.shape[0]!;
    const out = empty([B, d, h, w, 3]);
    const [spanX, spanY, spanZ] = [axisSpan(w, alignCorners), axisSpan(h, alignCorners), axisSpan(d, alignCorners)];
    kernels.affineGrid3d(pointer(theta), pointer(out), B, d, h, w, spanX, spanY, spanZ);
    return out;
  },

  gradient: ([dGrid], _, attrs) => ({ theta: () => runOp(affineGrid3dGradWasm, { dGrid: dGrid as Tensor }, attrs) }),
});

const affineGrid3dGradWasm = /* @__PURE__ */ wasmOp({
  name: "AffineGrid3dGrad",
  inputs: ["dGrid"],

  forward({ dGrid }, { size: [d, h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = dGrid.shape[0]!;
    const dTheta = empty([B, 3, 4]);
    const [spanX, spanY, spanZ] = [axisSpan(w, alignCorners), axisSpan(h, alignCorners), axisSpan(d, alignCorners)];
    kernels.affineGrid3dGrad(pointer(dGrid), pointer(dTheta), B, d, h, w, spanX, spanY, spanZ);
    return dTheta;
  },
});
