import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { ShapeError } from "../shapes/errors";
import { trainingKernel } from "./trainingKernel";

/** The gradient of `gather`, and so of an embedding. tfjs's wasm backend has none; the one of cpu is quadratic. */
export const unsortedSegmentSum = /* @__PURE__ */ trainingKernel({
  name: "UnsortedSegmentSum",
  floats: ["x"],

  forward(
    { x, segmentIds }: Record<"x" | "segmentIds", TensorInfo>,
    { numSegments: S }: { numSegments: number },
    { kernels, pointer, empty },
  ) {
    const [N, ...rest] = x.shape;
    if (segmentIds.dtype !== "int32" || segmentIds.shape.length !== 1 || segmentIds.shape[0] !== N) {
      const got = `${segmentIds.dtype} [${segmentIds.shape.join(", ")}]`;
      throw new ShapeError(`UnsortedSegmentSum: segmentIds must be int32 [${N}], one for each row of x, got ${got}`);
    }
    if (S < 0) throw new ShapeError(`UnsortedSegmentSum: numSegments must be a whole number from 0, got ${S}`);
    const out = empty([S, ...rest]);
    kernels.unsortedSegmentSum(pointer(x), pointer(segmentIds), pointer(out), N!, util.sizeFromShape(rest), S);
    return out;
  },
});
