import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";
import { baseAxis } from "../baseGrid";

interface Attrs {
  size: readonly [number, number];
  alignCorners: boolean;
}

export const affineGridWasm = wasmOp({
  name: "AffineGrid",
  inputs: ["theta"],

  forward({ theta }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = theta.shape[0]!;
    const out = empty([B, h, w, 2]);
    const [x0, dx] = axis(w, alignCorners);
    const [y0, dy] = axis(h, alignCorners);
    kernels.affineGrid(pointer(theta), pointer(out), B, h, w, x0, dx, y0, dy);
    return out;
  },

  gradient: ([dGrid], _, attrs) => ({ theta: () => runOp(affineGridGradWasm, { dGrid: dGrid as Tensor }, attrs) }),
});

const affineGridGradWasm = wasmOp({
  name: "AffineGridGrad",
  inputs: ["dGrid"],

  forward({ dGrid }, { size: [h, w], alignCorners }: Attrs, { kernels, pointer, empty }) {
    const B = dGrid.shape[0]!;
    const dTheta = empty([B, 2, 3]);
    const [x0, dx] = axis(w, alignCorners);
    const [y0, dy] = axis(h, alignCorners);
    kernels.affineGridGrad(pointer(dGrid), pointer(dTheta), B, h, w, x0, dx, y0, dy);
    return dTheta;
  },
});

/** First coordinate and step of an axis of `n` pixels. */
function axis(n: number, alignCorners: boolean): [first: number, step: number] {
  const [first] = baseAxis(n, alignCorners);
  if (n === 1) return [first!, 0];
  return [first!, alignCorners ? 2 / (n - 1) : 2 / n];
}
