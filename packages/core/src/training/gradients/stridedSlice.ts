import * as tf from "@tensorflow/tfjs-core";

interface Attrs {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Each number goes back to where it was taken from, and zeros lie between. */
export const stridedSliceGradient: tf.GradConfig = {
  kernelName: "StridedSlice",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as tf.Tensor, x!.shape, attrs as unknown as Attrs) }),
};

function spread(dy: tf.Tensor, shape: number[], attrs: Attrs): tf.Tensor {
  const info = tf.slice_util.sliceInfo(
    shape,
    ...([attrs.begin, attrs.end, attrs.strides, attrs.beginMask, attrs.endMask] as const),
    ...([attrs.ellipsisMask, attrs.newAxisMask, attrs.shrinkAxisMask] as const),
  );
  const taken = shape.map((_, axis) => count(info.begin[axis]!, info.end[axis]!, info.strides[axis]!));
  if (taken.includes(0)) return tf.zeros(shape);
  let dx = tf.reshape(dy, taken);
  for (const [axis, size] of shape.entries()) dx = spreadAxis(dx, axis, size, info.begin[axis]!, info.strides[axis]!);
  return dx;
}

const count = (begin: number, end: number, stride: number) => Math.max(0, Math.ceil((end - begin) / stride));

function spreadAxis(x: tf.Tensor, axis: number, size: number, begin: number, stride: number): tf.Tensor {
  const n = x.shape[axis]!;
  const step = Math.abs(stride);
  const first = stride > 0 ? begin : begin + (n - 1) * stride;
  const ordered = stride > 0 ? x : tf.reverse(x, axis);
  const length = (n - 1) * step + 1;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const outer = before.reduce((product, side) => product * side, 1);
  const inner = after.reduce((product, side) => product * side, 1);
  const apart = tf.pad(tf.reshape(ordered, [outer, n, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const whole = tf.slice(tf.reshape(apart, [outer, n * step, inner]), [0, 0, 0], [outer, length, inner]);
  const placed = tf.pad(whole, [
    [0, 0],
    [first, size - first - length],
    [0, 0],
  ]);
  return tf.reshape(placed, [...before, size, ...after]);
}
