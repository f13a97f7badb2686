import * as tf from "@tensorflow/tfjs-core";

/** What is read in several places gets the sum of their gradients. */
export const gatherNdGradient: tf.GradConfig = {
  kernelName: "GatherNd",
  inputsToSave: ["params", "indices"],
  gradFunc: (dy, [params, indices]) => ({
    params: () =>
      indices!.size === 0 ? tf.zerosLike(params!) : tf.scatterND(indices!, dy as tf.Tensor, params!.shape as [number]),
  }),
};

/** What is written in one place is summed there: each gets that place's gradient. */
export const scatterNdGradient: tf.GradConfig = {
  kernelName: "ScatterNd",
  inputsToSave: ["indices"],
  gradFunc: (dy, [indices]) => ({ updates: () => tf.gatherND(dy as tf.Tensor, indices!) }),
};
