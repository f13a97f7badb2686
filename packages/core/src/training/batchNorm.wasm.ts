import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";

type Inputs = Record<"x" | "mean" | "variance", TensorInfo> & { offset?: TensorInfo; scale?: TensorInfo };

/** With parameters for each channel; tfjs's own takes a root and divides for every number. Other parameters are its own. */
export const fusedBatchNorm = /* @__PURE__ */ trainingKernel({
  name: "FusedBatchNorm",
  floats: [],
  handles({ x, mean, variance, offset, scale }: Record<string, TensorInfo | undefined> & Inputs) {
    const channels = x.shape.at(-1);
    const perChannel = [mean, variance, offset, scale].every(
      (t) => !t || (t.dtype === "float32" && util.arraysEqual(t.shape, [channels!])),
    );
    return x.dtype === "float32" && x.shape.length > 1 && perChannel;
  },

  forward(inputs: Inputs, { varianceEpsilon }: { varianceEpsilon: number }, { kernels, pointer, empty, scratch }) {
    const { x, mean, variance, offset, scale } = inputs;
    const channels = x.shape.at(-1)!;
    const rows = channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels;
    const out = empty(x.shape);
    const parameters = [mean, variance, offset, scale].map((t) => (t ? pointer(t) : 0)) as [
      number,
      number,
      number,
      number,
    ];
    kernels.batchNorm(pointer(x), ...parameters, pointer(out), scratch(channels), rows, channels, varianceEpsilon);
    return out;
  },
});
