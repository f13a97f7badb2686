import * as tf from "@tensorflow/tfjs-core";

/**
 * Of what is normalized, and of each parameter, made of as few passes over the large tensors as there are results. tfjs's own repeats
 * the parameters to the size of the input, and takes three passes for each.
 */
export const batchNormGradient: tf.GradConfig = {
  kernelName: "FusedBatchNorm",
  inputsToSave: ["x", "mean", "variance", "scale"],
  gradFunc: (dOut, [x, mean, variance, scale], attrs) => {
    const dy = dOut as tf.Tensor;
    const { varianceEpsilon } = attrs as { varianceEpsilon: number };
    const inverse = () => tf.rsqrt(tf.add(variance!, varianceEpsilon));
    const factor = () => (scale ? tf.mul(inverse(), scale) : inverse());
    const summed = (t: tf.Tensor) => sumTo(t, mean!.shape);
    const centered = () => summed(tf.mul(dy, tf.sub(x!, mean!)));
    return {
      x: () => tf.mul(dy, factor()),
      mean: () => tf.neg(tf.mul(summed(dy), factor())),
      variance: () => tf.mul(tf.mul(centered(), -0.5), tf.mul(factor(), tf.square(inverse()))),
      scale: () => tf.mul(centered(), inverse()),
      offset: () => summed(dy),
    };
  },
};

/** The sum over the axes along which a parameter of this shape was spread. */
function sumTo(t: tf.Tensor, shape: number[]): tf.Tensor {
  const own = [...Array(t.shape.length - shape.length).fill(1), ...shape];
  const axes = t.shape.flatMap((side, axis) => (own[axis] === side ? [] : [axis]));
  return tf.reshape(axes.length === 0 ? t : tf.sum(t, axes), shape); // the kernel sees x in four dimensions, parameters perhaps not
}
