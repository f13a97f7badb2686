import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { axisSpan } from "../baseGrid";

interface Attrs {
  size: readonly [number, number];
  alignCorners: boolean;
}

export const attentionGridWasm = /* @__PURE__ */ wasmOp({
  name: "AttentionGrid",
  inputs: ["theta"],

  forward({ theta }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty, scratch }) {
    const B = theta.shape[0]!;
    const out = empty([B, h, w, 2]);
    const affine = scratch(B * 6);
    kernels.attentionTheta(pointer(theta), affine, B);
    kernels.affineGrid(affine, pointer(out), B, h, w, axisSpan(w, alignCorners), axisSpan(h, alignCorners));
    return out;
  },

  gradient: ([dGrid], _, attrs) => ({ theta: () => runOp(attentionGridGradWasm, { dGrid: dGrid as Tensor }, attrs) }),
});

const attentionGridGradWasm = /* @__PURE__ */ wasmOp({
  name: "AttentionGridGrad",
  inputs: ["dGrid"],

  forward({ dGrid }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty, scratch }) {
    const B = dGrid.shape[0]!;
    const dTheta = empty([B, 3]);
    const [spanX, spanY] = [axisSpan(w, alignCorners), axisSpan(h, alignCorners)];
    const dAffine = scratch(B * 6);
    kernels.affineGridGrad(pointer(dGrid), dAffine, B, h, w, spanX, spanY);
    kernels.attentionThetaGrad(dAffine, pointer(dTheta), B);
    return dTheta;
  },
});
