import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { axisSpan } from "../baseGrid";

interface Attrs {
  size: readonly [number, number];
  alignCorners: boolean;
}

export const projectiveGridWasm = /* @__PURE__ */ wasmOp({
  name: "ProjectiveGrid",
  inputs: ["theta"],

  forward({ theta }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = theta.shape[0]!;
    const out = empty([B, h, w, 2]);
    kernels.projectiveGrid(pointer(theta), pointer(out), B, h, w, axisSpan(w, alignCorners), axisSpan(h, alignCorners));
    return out;
  },

  gradient: ([dGrid], { theta }, attrs) => ({
    theta: () => runOp(projectiveGridGradWasm, { dGrid: dGrid as Tensor, theta }, attrs),
  }),
});

const projectiveGridGradWasm = /* @__PURE__ */ wasmOp({
  name: "ProjectiveGridGrad",
  inputs: ["dGrid", "theta"],

  forward({ dGrid, theta }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = theta.shape[0]!;
    const dTheta = empty([B, 3, 3]);
    const [spanX, spanY] = [axisSpan(w, alignCorners), axisSpan(h, alignCorners)];
    kernels.projectiveGridGrad(pointer(dGrid), pointer(theta), pointer(dTheta), B, h, w, spanX, spanY);
    return dTheta;
  },
});
