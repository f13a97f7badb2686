import * as tf from "@tensorflow/tfjs-core";
import type { TrainingConfig } from "./trainingKernel";
import { type TransformAttrs, transform } from "./transform";

/** tfjs's own takes all that is left of a reflected image, or above it, for one pixel. */
export const transformWasm: TrainingConfig = (theirs) => ({
  kernelName: "Transform",
  backendName: "wasm",
  kernelFunc(args) {
    const attrs = args.attrs as unknown as TransformAttrs;
    const { image, transforms } = args.inputs as { image: tf.Tensor; transforms: tf.Tensor };
    if (theirs && (attrs.fillMode !== "reflect" || image.size === 0)) return theirs.kernelFunc(args);
    return tf.tidy(() => transform(tf.cast(image, "float32"), transforms, attrs));
  },
});
