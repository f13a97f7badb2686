import * as tf from "@tensorflow/tfjs-core";

/** The sum over the repetitions: one sum for an axis, where tfjs's own adds slices one by one, up to 4,096 for a bias of 64. */
export const tileGradient: tf.GradConfig = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({ x: () => summed(dy as tf.Tensor, x!.shape, (attrs as { reps: number[] }).reps) }),
};

function summed(dy: tf.Tensor, shape: number[], reps: number[]): tf.Tensor {
  let dx = dy;
  const sides = dy.shape.slice();
  for (let axis = 0; axis < shape.length; axis++) {
    if (reps[axis] === 1) continue;
    const size = (part: number[]) => part.reduce((product, side) => product * side, 1);
    const [outer, inner] = [size(sides.slice(0, axis)), size(sides.slice(axis + 1))];
    dx = tf.sum(tf.reshape(dx, [outer, reps[axis]!, shape[axis]! * inner]), 1);
    sides[axis] = shape[axis]!;
  }
  return tf.reshape(dx, shape);
}
