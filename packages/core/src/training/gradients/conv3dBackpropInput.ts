import * as tf from "@tensorflow/tfjs-core";

/** Of a transposed convolution of volumes: linear in what it spreads and in the filter. */
export const conv3dBackpropInputGradient: tf.GradConfig = {
  kernelName: "Conv3DBackpropInputV2",
  inputsToSave: ["dy", "filter"],
  gradFunc: (ddx, [dy, filter], attrs) => {
    const { strides, pad } = attrs as unknown as { strides: number; pad: "valid" | "same" };
    const x = ddx as tf.Tensor5D;
    return {
      dy: () => tf.conv3d(x, filter as tf.Tensor5D, strides, pad),
      filter: () => {
        const inputs = { x, dy: dy! } as unknown as tf.NamedTensorMap;
        const options = { strides, pad, filterShape: filter!.shape };
        return tf.engine().runKernel("Conv3DBackpropFilterV2", inputs, options) as tf.Tensor;
      },
    };
  },
};
