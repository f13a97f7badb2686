import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp, wasmOp } from "../../kernels/op";

interface Sizes {
  H: number;
  W: number;
  N: number;
  pixelOrigin: number;
  epsilon: number;
}

export const filterbankWasm = /* @__PURE__ */ wasmOp({
  name: "Filterbank",
  inputs: ["window"],
  saveOutputs: [true, true],

  forward({ window }, { H, W, N, pixelOrigin, epsilon }: Sizes, { kernels, pointer, empty }) {
    const B = window.shape[0]!;
    const [fX, fY] = [empty([B, N, W]), empty([B, N, H])];
    kernels.filterbank(pointer(window), pointer(fX), pointer(fY), B, H, W, N, pixelOrigin, epsilon);
    return [fX, fY];
  },

  gradient: ([dFX, dFY], { window }, sizes, [fX, fY]) => ({
    window: () =>
      runOp(gradWasm, { dFX: dFX as Tensor, dFY: dFY as Tensor, window, fX: fX as Tensor, fY: fY as Tensor }, sizes),
  }),
});

const gradWasm = /* @__PURE__ */ wasmOp({
  name: "FilterbankGrad",
  inputs: ["dFX", "dFY", "window", "fX", "fY"],

  forward({ dFX, dFY, window, fX, fY }, { H, W, N, pixelOrigin, epsilon }: Sizes, { kernels, pointer, empty }) {
    const dWindow = empty(window.shape);
    kernels.filterbankGrad(
      pointer(dFX),
      pointer(dFY),
      pointer(window),
      pointer(fX),
      pointer(fY),
      pointer(dWindow),
      ...([window.shape[0]!, H, W, N, pixelOrigin, epsilon] as const),
    );
    return dWindow;
  },
});
